import type { Threshold } from '../rules/threshold-of.ts';

/** A message before it is put in the form of a medium: plain, hostile texts in one order. */
export interface Message {
  readonly language: 'en' | 'id';
  readonly tone: 'bad' | 'warn' | 'good' | 'quiet';
  /** State in a word, as in `Firing`. Never colour alone. */
  readonly state: string;
  /** One line: state, what, value. For subjects and lock screens. */
  readonly headline: string;
  /** Says that it may have been sent before; null usually. */
  readonly repeatNote: string | null;
  /** One for each alert, firing first, at most 10. */
  readonly sections: readonly MessageSection[];
  /** Says how many alerts have no section; null usually. */
  readonly more: string | null;
  readonly picture: ChartPicture | null;
  readonly actions: readonly MessageAction[];
  /** Why this receiver is told: its route. */
  readonly footer: string;
}

/** What is said of one alert, in the order in which it is read. */
export interface MessageSection {
  readonly alert: string;
  readonly firing: boolean;
  /** What. */
  readonly title: string;
  /** Which group; empty for a total. */
  readonly where: string;
  /** The value as the rule saw it, with its unit; null where silence or lag fires. */
  readonly value: string | null;
  /** `in 10 min`; empty where there is no window. */
  readonly window: string;
  /** What the value is held against: the threshold or condition, last week, what is usual, the target. */
  readonly bases: readonly string[];
  /** The three of them in a line. */
  readonly against: string;
  /** Since when, or how long it was, with the peak. */
  readonly since: string;
  /** Likely driver; null where none stands out. */
  readonly driver: string | null;
  /** Who has it. */
  readonly owner: string;
  readonly runbook: string | null;
}

export interface MessageAction {
  readonly kind: 'acknowledge' | 'silence' | 'open';
  readonly text: string;
  /** For media without buttons of their own; null where there is no public address or no key to sign with. */
  readonly url: string | null;
}

/** What a chart shows. Times are epoch milliseconds. */
export interface ChartPicture {
  readonly title: string;
  /** How the points are to be read, and in which zone. */
  readonly aside: string;
  readonly language: 'en' | 'id';
  readonly zone: string;
  readonly unit: string | null;
  readonly points: readonly ChartPoint[];
  /** The same times a week before, shifted to now; empty where unknown. */
  readonly lastWeek: readonly ChartPoint[];
  readonly lastWeekText: string;
  readonly threshold: Threshold | null;
  readonly thresholdText: string;
  readonly firingSince: number | null;
  readonly resolvedAt: number | null;
  /** Said in words for who does not see it. */
  readonly summary: string;
}

export type ChartPoint = readonly [epochMs: number, value: number | null];
