import type { LocalText } from './queries.ts';

/**
 * Alerts as people and machines see them, and the records of the topics `alerts` and `operations` that carry them.
 * Types and plain constants only: screens import this file.
 */
export const alertRecordVersion = 1;

/** Most urgent first. */
export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** `inactive → pending → firing → resolved`. Only pending, firing and resolved alerts are shown. */
export const alertStates = ['inactive', 'pending', 'firing', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

/** What moved an alert from one state to another. */
export const alertCauses = {
  crossed: 'The condition became true.',
  held: 'The condition was true for as long as `for` asks.',
  cleared: 'The condition (or `clear`, where the rule has one) said that it is over.',
  noData: 'There was no data for as long as `noData` allows.',
  behind: 'The numbers were behind for as long as `whileBehind` allows.',
  ruleGone: 'The rule was taken out of the catalog, or switched off.',
} as const;
export type AlertCause = keyof typeof alertCauses;

/** Whether a value stands on data: `zero` is a value, `none` is silence, `behind` means that nobody knows yet. */
export const dataStates = ['ok', 'none', 'behind'] as const;
export type DataState = (typeof dataStates)[number];

/** What a rule's condition saw. Numbers in the metric's unit as the API speaks it (percent as a fraction, money in major units). */
export interface AlertEvidence {
  readonly value: number | null;
  /** Events behind the value, in all inputs. */
  readonly count: number;
  readonly previous: { readonly day: number | null; readonly week: number | null } | null;
  /** Median and spread of the same weekday and hour over the last weeks. */
  readonly baseline: { readonly median: number | null; readonly spread: number | null } | null;
  /** The target for a span as long as `over`. */
  readonly target: number | null;
  readonly data: DataState;
}

/** The part of the data that contributes most to a change. */
export interface AlertDriver {
  readonly dimension: string;
  readonly value: string;
  /** Now and before, in the metric's unit. */
  readonly now: number | null;
  readonly before: number | null;
  /** Of the whole change, 0 to 1; null where shares say nothing (ratios). */
  readonly share: number | null;
}

/**
 * One episode of one rule and one group, from its first crossing to its end: what the engine knows. Times are epoch milliseconds of
 * the data's as-of, not of anybody's clock.
 */
export interface Alert {
  /** Hash of rule, group and begin of the episode: the same after any restart and in any replay. */
  readonly id: string;
  readonly rule: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly owner: string;
  readonly runbook: string | null;
  /** Path or URL of the screen to open. */
  readonly dashboard: string | null;
  readonly severity: Severity;
  /** Dimension → value, for the rule's `by`. */
  readonly group: Readonly<Record<string, string>>;
  /** The rule's labels, its group, `alertname` (the rule) and `severity`: what routes and silences match. */
  readonly labels: Readonly<Record<string, string>>;
  readonly metric: string;
  readonly unit: string | null;
  /** Which direction of the metric is good. */
  readonly good: 'up' | 'down' | null;
  /** The rule's window, milliseconds. */
  readonly overMs: number;
  /** The rule's filter, `dimension:value` each. */
  readonly where: readonly string[];
  /** The rule's `when`. */
  readonly condition: string;
  readonly state: AlertState;
  /** It fires and resolves more often than a person can follow: say so once and keep quiet. */
  readonly flapping: boolean;
  readonly activeSince: number;
  readonly firingSince: number | null;
  readonly resolvedAt: number | null;
  /** As-of of the newest evaluation that this states. */
  readonly lastEvaluatedAt: number;
  readonly evidence: AlertEvidence;
  /** The value of this episode that is furthest to the side on which the rule fires. */
  readonly peak: { readonly value: number; readonly at: number } | null;
  /** Found when it is asked for: in messages and in the detail of an episode, null in lists and in the log. */
  readonly driver: AlertDriver | null;
}

/** One record of the topic `alerts`. Written, and durable, before anybody is told. */
export interface AlertTransition {
  readonly v: typeof alertRecordVersion;
  readonly kind: 'transition';
  /** The episode. */
  readonly id: string;
  /** 1, 2, 3 … within the episode. (id, sequence) names a transition; a second record with it is a repeat. */
  readonly sequence: number;
  readonly cause: AlertCause;
  readonly from: AlertState;
  readonly to: AlertState;
  /** As-of of the evaluation. */
  readonly at: number;
  /** Clock of the alerter when it wrote the record. */
  readonly recordedAt: number;
  /** Who wrote it: the `leader` of the newest `LeaderRecord` before it, or it does not count. Records of old installations have none. */
  readonly leader?: string;
  /** The alert after the transition. */
  readonly alert: Alert;
}

/**
 * A record of the topic `alerts` now and then while something is pending or waits for its end: how far rules were evaluated. Whoever
 * takes over tells by it whether a condition was seen to hold, or nobody looked.
 */
export interface EvaluatedRecord {
  readonly v: typeof alertRecordVersion;
  readonly kind: 'evaluated';
  /** As-of, epoch milliseconds. */
  readonly at: number;
  readonly leader?: string;
  /** Firing alert → since when its condition has been over, epoch milliseconds: `keepFiring` runs. */
  readonly over?: Readonly<Record<string, number>>;
}

/**
 * A record of the topic `alerts`: an alerter begins to lead. What an earlier leader, who has not heard of it yet, writes after it does
 * not count (a fencing token, as in Kleppmann, "How to do distributed locking", 2016).
 */
export interface LeaderRecord {
  readonly v: typeof alertRecordVersion;
  readonly kind: 'leader';
  /** Random, a new one for each reign. */
  readonly leader: string;
  readonly at: number;
}

/** One record of the topic `alerts`. */
export type AlertRecord = AlertTransition | EvaluatedRecord | LeaderRecord;

/** What people do with an alert: records of the topic `operations`. */
export type AlertOperation = AcknowledgeOperation | AssignOperation | CommentOperation;

interface AlertOperationBase {
  readonly v: typeof alertRecordVersion;
  /** Random; makes a repeated record harmless. */
  readonly operation: string;
  /** Episode of the alert. */
  readonly alert: string;
  /** Who, as they call themselves while there is no login. */
  readonly by: string;
  /** Where it came from, as in `screen`, `slack`, `email`, `cli`. */
  readonly via: string;
  readonly at: number;
}
export interface AcknowledgeOperation extends AlertOperationBase {
  readonly kind: 'alert-acknowledge';
}
export interface AssignOperation extends AlertOperationBase {
  readonly kind: 'alert-assign';
  /** Null takes it from everybody. */
  readonly assignee: string | null;
}
export interface CommentOperation extends AlertOperationBase {
  readonly kind: 'alert-comment';
  readonly text: string;
}
/** Whether anybody is told of an alert now, as Alertmanager says it. */
export interface AlertStatus {
  readonly state: 'active' | 'suppressed';
  /** Ids of silences. */
  readonly silencedBy: readonly string[];
  /** Ids of alerts. */
  readonly inhibitedBy: readonly string[];
  /** Names of mute timings. */
  readonly mutedBy: readonly string[];
}

/** An alert with what people did and what delivery made of it: one entry of `GET /v1/alerts`. */
export interface AlertItem extends Alert {
  readonly acknowledged: { readonly by: string; readonly at: number } | null;
  readonly assignee: string | null;
  /** Escalation steps taken because nobody acknowledged. */
  readonly escalated: number;
  readonly status: AlertStatus;
  readonly comments: number;
}

/** Answer of `GET /v1/alerts`: firing and unacknowledged first, then by severity, then newest first. */
export interface AlertsAnswer {
  readonly alerts: readonly AlertItem[];
  /** Alerts per state under the same filter, without the limit. */
  readonly counts: Readonly<Record<'pending' | 'firing' | 'resolved', number>>;
  /** As-of of the newest evaluation of all; null before the first. */
  readonly asOf: number | null;
}

/** One line of an episode, oldest first. */
export type EpisodeEntry =
  | {
      readonly kind: 'transition';
      readonly at: number;
      readonly from: AlertState;
      readonly to: AlertState;
      readonly cause: AlertCause;
      readonly evidence: AlertEvidence;
    }
  | { readonly kind: 'acknowledged'; readonly at: number; readonly by: string; readonly via: string }
  | { readonly kind: 'assigned'; readonly at: number; readonly by: string; readonly assignee: string | null }
  | { readonly kind: 'comment'; readonly at: number; readonly by: string; readonly text: string };

/** Answer of `GET /v1/alerts/{id}`. */
export interface AlertDetail {
  readonly alert: AlertItem;
  readonly timeline: readonly EpisodeEntry[];
}

/** One entry of `GET /v1/rules`. */
export interface RuleItem {
  readonly rule: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly owner: string;
  readonly severity: Severity;
  readonly metric: string;
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly over: string;
  readonly when: string;
  readonly clear: string | null;
  readonly for: string;
  readonly keepFiring: string;
  readonly minCount: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly runbook: string | null;
  readonly dashboard: string | null;
  /** Alerts of the rule now. */
  readonly pending: number;
  readonly firing: number;
}

/** One episode that a backtest found. Times are epoch milliseconds; null: not (yet). */
export interface BacktestEpisode {
  readonly id: string;
  readonly group: Readonly<Record<string, string>>;
  readonly activeSince: number;
  readonly firingSince: number;
  readonly resolvedAt: number | null;
  readonly peak: { readonly value: number; readonly at: number } | null;
  readonly evidence: AlertEvidence;
  /**
   * The live engine saw it otherwise, or not at all: events that came after the evaluation are in these cells. Where it cannot be compared
   * (another wording, before the rule was in force): such events may be in the cells that decided.
   */
  readonly withHindsight: boolean;
  /** The alert that the live engine recorded of the same episode; null where there is none. */
  readonly recorded: string | null;
}

/** An episode that the live engine recorded. */
export type RecordedEpisode = Pick<
  BacktestEpisode,
  'id' | 'group' | 'activeSince' | 'firingSince' | 'resolvedAt' | 'peak'
>;

/** Answer of `/v1/rules/{name}/backtest`. */
export interface BacktestAnswer {
  readonly rule: string;
  readonly when: string;
  readonly clear: string | null;
  readonly from: number;
  readonly to: number;
  /** Milliseconds between evaluations. Over cells they lie at the ends of the rule's steps: the live engine may be up to a step earlier. */
  readonly stepMs: number;
  /** Instants that were evaluated. */
  readonly evaluations: number;
  readonly groups: number;
  readonly episodes: readonly BacktestEpisode[];
  readonly fires: number;
  readonly firesPerDay: number;
  /** Minutes in which at least one group fired. */
  readonly minutesInAlert: number;
  /** Episodes that the live engine recorded in that time and that are not found here. */
  readonly onlyLive: readonly RecordedEpisode[];
  /** From here on the episodes were compared with what the live engine recorded, epoch ms; null: not at all. */
  readonly comparedFrom: number | null;
  /** The rule's value at each evaluation, for the chart under the threshold; with groups, that of the group which is nearest to firing. */
  readonly points: readonly (readonly [epochMs: number, value: number | null])[];
  /** `cells`: over the kept cells, hindsight included. `replay`: what was known when, from the topic `rollups`. */
  readonly source: 'cells' | 'replay';
}
