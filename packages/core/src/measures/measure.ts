import type { EncodedState } from '@tidewatch/contract';

/** What `field` gives for one event: a number or integer for sum, min, max, avg, quantiles; text or number for distinct; null is not counted. */
export type MeasureInput = number | bigint | string | null;

/**
 * A commutative monoid over events. States are values: `merge` changes neither argument; `add` may reuse the state it is given
 * (the caller keeps only what it returns).
 */
export interface Measure<State = unknown> {
  /** The neutral element. */
  empty(): State;
  add(state: State, input: MeasureInput): State;
  merge(left: State, right: State): State;
  /** JSON form, canonical: equal states have equal text. */
  encode(state: State): EncodedState;
  /** Throws `frame_invalid` for a form that is not its own, `newer_format` for a newer sketch version. */
  decode(encoded: EncodedState): State;
  /** The number for people in API units (money in major units); null when there is nothing to show (avg of none). `quantile` for quantiles. */
  read(state: State, quantile?: number): number | null;
  /** Float64 columns of the packed form; null when states are bytes. */
  readonly columns: number | null;
  /** Numbers of the packed form, or null when this state does not fit (an integer beyond 2^53). Only where `columns` is a number. */
  pack(state: State): readonly number[] | null;
  unpack(numbers: readonly number[]): State;
}
