import type { Group } from '@tidewatch/contract/frames';

/** What a rule's conditions see of one group at one instant. Numbers in API units, null where there is none. */
export type Reading = {
  /** `groupKey` of the group. */
  readonly key: string;
  readonly group: Group;
  readonly value: number | null;
  /** Events behind the value: of the input with most of them. Null where no input knows. */
  readonly count: number | null;
  readonly target: number | null;
  /** The value of the same window a day and a week earlier. */
  readonly previous: PreviousValues;
  /** Of the same weekday and hour of the last weeks. */
  readonly baseline: Baseline;
  /** End of the newest cell with an event of the group, epoch ms; null where the memory of the rule holds none. */
  readonly lastDataAt: number | null;
  /** Any event of the group in the window. */
  readonly hasData: boolean;
  /** False where a number that the rule reads could not be had (history that does not answer): nothing can be said. */
  readonly isKnown: boolean;
};

export interface PreviousValues {
  readonly day: number | null;
  readonly week: number | null;
}

export interface Baseline {
  readonly median: number | null;
  readonly spread: number | null;
}

export const noPrevious: PreviousValues = { day: null, week: null };
export const noBaseline: Baseline = { median: null, spread: null };
