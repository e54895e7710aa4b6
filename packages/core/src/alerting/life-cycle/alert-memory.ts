import type { Alert, AlertState } from '@tidewatch/contract/alerts';
import type { Group } from '@tidewatch/contract/frames';

/** An alert that fires so often within an hour is flapping. */
export const flappingFires = 4;
const flappingMs = 3_600_000;

/** One alert of a rule between two evaluations. Inactive alerts without a past have no memory. */
export interface AlertMemory {
  readonly key: string;
  readonly group: Group;
  state: AlertState;
  /** As it was last recorded, with the newest peak. */
  alert: Alert;
  /** Transitions of the episode so far. */
  sequence: number;
  overSince: number | null;
  /** Since when a pending alert's condition was seen to hold: the begin of the episode, or the end of a gap in which nobody looked. */
  heldSince: number;
  /** Starts of firing within the last hour, oldest first. */
  firedAt: readonly number[];
}

/** Fires of the last hour, with one more at `at`. */
export function firedAgain(firedAt: readonly number[], at: number): readonly number[] {
  return [...firedAt.filter((fired) => fired > at - flappingMs), at];
}

/** Nothing of the alert matters any more. */
export function isForgettable({ state, firedAt }: AlertMemory, at: number): boolean {
  return (
    (state === 'inactive' || state === 'resolved') && (firedAt.at(-1) ?? Number.NEGATIVE_INFINITY) <= at - flappingMs
  );
}
