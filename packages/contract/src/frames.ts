/**
 * Records of the topic `rollups`. One frame holds all partials of one slice that changed since the frame before it.
 * Larger sets are split in order; only the last part carries progress (`through`, `end`, `asOf`, `counters`).
 */

export const frameVersion = 1;
/** Largest frame in bytes (JSON text). */
export const frameBytesMax = 512 * 1024;

/** Dimension values in the order of the metric's `by`. */
export type Group = readonly string[];

export const otherGroupValue = '(other)';
export const noneGroupValue = '(none)';

/** JSON form of a measure's state: number; integer text beyond 2^53 as "123n"; [sum, count]; sketches as base64. */
export type EncodedState = number | string | readonly [EncodedNumber, number];
export type EncodedNumber = number | string;

/** One cumulative aggregate: group, last offset that it contains, state. */
export type PartialEntry = readonly [group: Group, through: number, state: EncodedState];

/** Partials that share metric, grain and window. */
export interface PartialCells {
  readonly metric: string;
  /** `1m`, `1h`, `1d` … */
  readonly grain: string;
  /** Window start, epoch milliseconds. */
  readonly window: number;
  readonly entries: readonly PartialEntry[];
}

/** What happened to the records and events of a slice up to `through`. read = skipped + dead + used; emitted = folded + unmatched + duplicate + dead. */
export interface SliceCounters {
  read: number;
  skipped: number;
  dead: number;
  used: number;
  emitted: number;
  folded: number;
  unmatched: number;
  duplicate: number;
  /** Events emitted whose own envelope was bad (part of `dead` per emitted event). */
  deadEvents: number;
  late: number;
  expressionErrors: number;
}

export interface SliceIdentity {
  readonly generation: number;
  readonly topic: string;
  readonly epoch: number;
  readonly partition: number;
  /** First offset of the slice. */
  readonly slice: number;
}

export interface Frame extends SliceIdentity {
  readonly v: typeof frameVersion;
  /** Last offset contained; null in all but the last part of a split frame. */
  readonly through: number | null;
  /** End offset of the input partition when last asked. */
  readonly end: number | null;
  /** Epoch milliseconds up to which the partition is complete. */
  readonly asOf: number | null;
  /** Cumulative over the slice. */
  readonly counters: SliceCounters | null;
  /** Records of this slice's start that the log no longer held: from (inclusive) and below. */
  readonly gap?: { readonly from: number; readonly below: number };
  readonly cells: readonly PartialCells[];
}
