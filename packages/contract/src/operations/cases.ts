import type { EventItem } from '../events.ts';

/** A case: what people do about one event. Types and plain constants only: screens import this file. */

/** Longest display name and comment, UTF-16 units. */
export const personNameLengthMax = 60;
export const commentLengthMax = 2_000;
/** Operations that one case takes; after that it is closed for more. */
export const caseOperationsMax = 1_000;

/** How a case can end where the catalog does not say it. */
export const outcomesDefault: readonly {
  readonly name: string;
  readonly title: { readonly en: string; readonly id: string };
}[] = [
  { name: 'called', title: { en: 'Called', id: 'Sudah dihubungi' } },
  { name: 're-ordered', title: { en: 'Re-ordered', id: 'Dipesan ulang' } },
  { name: 'refunded', title: { en: 'Refunded', id: 'Dana dikembalikan' } },
  { name: 'nothing-to-do', title: { en: 'Nothing to do', id: 'Tidak perlu tindakan' } },
];

/**
 * Somebody at a screen. There is no login: the name is self-chosen and kept in the browser, the id is random and tells two people of
 * one name apart. Neither proves anything.
 */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** The event that a case is about, as far as it is needed to find it again. No data of it. */
export interface CaseEvent {
  /** `EventItem.key`. */
  readonly key: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  /** Event time, epoch ms. */
  readonly time: number;
}

/**
 * What somebody wants done. `from` and `was` say what the screen showed: when that is no longer so, nothing is done and the caller is
 * told (`case_changed`). A claim of what another has is refused (`case_taken`): the first in log order wins.
 */
export type CaseAct =
  | { readonly act: 'claim' }
  | { readonly act: 'release'; readonly from: string }
  | { readonly act: 'hand-over'; readonly from: string | null; readonly to: Person }
  | { readonly act: 'comment'; readonly text: string }
  /** `outcome: null` opens the case again. */
  | { readonly act: 'outcome'; readonly outcome: string | null; readonly was: string | null };

export const caseActs = [
  'claim',
  'release',
  'hand-over',
  'comment',
  'outcome',
] as const satisfies readonly CaseAct['act'][];

/** One record of the topic `operations`. */
export type CaseRecord = CaseAct & {
  readonly v: 1;
  readonly kind: 'case';
  /** Chosen by the caller; a repeated record with it changes nothing. */
  readonly request: string;
  readonly by: Person;
  /** Server clock, epoch ms. */
  readonly at: number;
  readonly event: CaseEvent;
};

/** Who did something, and when (epoch ms). */
export interface Done {
  readonly by: Person;
  readonly at: number;
}

/** What lists show of a case. */
export interface CaseSummary {
  /** Names the event. */
  readonly key: string;
  /** Who has it; null: free. */
  readonly claim: Done | null;
  readonly outcome: (Done & { readonly name: string }) | null;
  readonly comments: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** One thing that was done, in the order of the log. */
export type CaseEntry = CaseAct & Done & { readonly request: string };

/** A case with everything that was done. */
export interface CaseState extends CaseSummary {
  readonly event: CaseEvent;
  readonly history: readonly CaseEntry[];
}

/** One line of the queue. */
export interface CaseRow {
  readonly event: EventItem;
  /** Null while nobody has done anything. */
  readonly case: CaseSummary | null;
}

/** Counts over all cases of a queue, whatever part of it is shown. */
export interface CaseCounts {
  readonly open: number;
  readonly free: number;
  readonly claimed: number;
  /** Open for longer than the event type allows (`cases.within`). */
  readonly over: number;
  /** Ended since midnight in the zone asked for. */
  readonly doneToday: number;
  /** From the event to the first thing that anybody did, over the cases first touched since midnight; null where there are none. */
  readonly medianContactMs: number | null;
  /** Open cases of each person, by id. */
  readonly byPerson: Readonly<Record<string, number>>;
}

/** Which part of the queue. Open cases: free ones first, then the oldest first. Done: newest outcome first. */
export const caseShows = ['open', 'free', 'claimed', 'done'] as const;
export type CaseShow = (typeof caseShows)[number];

/** Answer of `GET /v1/cases`, and the snapshot of the live query `cases`. */
export interface CasesAnswer {
  readonly rows: readonly CaseRow[];
  readonly counts: CaseCounts;
  /** More events than one queue holds: the oldest are not in it. */
  readonly truncated: boolean;
  /** `unavailable`: the store does not answer, so only recent events are in the queue. */
  readonly history: 'available' | 'unavailable';
}

/** Answer of `GET /v1/cases/{key}`. */
export interface CaseAnswer {
  readonly event: EventItem;
  readonly case: CaseState | null;
}

/** Somebody has an event open. Lives as long as the socket; known to the gateway process that the socket is connected to. */
export interface Looking {
  readonly key: string;
  readonly person: Person;
  /** Epoch ms. */
  readonly since: number;
}

const textOrder = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** The order of a queue: server and screens sort alike. */
export function caseOrder(show: CaseShow): (left: CaseRow, right: CaseRow) => number {
  const byKey = (left: CaseRow, right: CaseRow): number => textOrder(left.event.key, right.event.key);
  if (show === 'done')
    return (left, right) => (right.case?.outcome?.at ?? 0) - (left.case?.outcome?.at ?? 0) || byKey(left, right);
  const taken = ({ case: state }: CaseRow): number => (state?.claim ? 1 : 0);
  return (left, right) =>
    taken(left) - taken(right) || textOrder(left.event.time, right.event.time) || byKey(left, right);
}
