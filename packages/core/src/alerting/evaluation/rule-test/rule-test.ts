import type { AlertState } from '@tidewatch/contract/alerts';

/** One case of a rule test file. Times are milliseconds after its start. */
export interface RuleTest {
  readonly test: string;
  readonly rule: string;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly events: readonly TestEvents[];
  readonly values: readonly TestValues[];
  readonly expect: readonly Expectation[];
}

/** Events of one kind: `count` of them spread over the minute at each of the times. */
export interface TestEvents {
  readonly atMs: readonly number[];
  readonly type: string;
  readonly count: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Cells of the rule's metric, or of one of a formula's inputs: the number of a minute for a group. */
export interface TestValues {
  readonly atMs: readonly number[];
  readonly metric: string;
  readonly group: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The state in which the alert of a group is at a time. */
export interface Expectation {
  readonly atMs: number;
  readonly group: Readonly<Record<string, string>>;
  readonly state: AlertState;
}

/** An expectation that did not hold. */
export interface RuleTestFailure extends Expectation {
  readonly got: AlertState;
}
