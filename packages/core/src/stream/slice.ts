import type { Observable } from 'rxjs';
import type { LogBatch } from '../ports/event-log.ts';
import type { DecodedRecord } from './decoded.ts';

/** The records of a batch that belong to one slice. The last part of a batch carries `batch`, so that it is done once. */
export interface SlicePart {
  readonly records: readonly DecodedRecord[];
  /** Raw records, same order and length as `records`. */
  readonly raw: LogBatch['records'];
  /** Offset after this part. */
  readonly nextOffset: number;
  readonly end: number;
  readonly endAskedAt: number;
  /** Called when this part is folded and the next batch may come. */
  done(): void;
}

/** Records that the log no longer held when the slice that contains them had to be folded again. */
export interface Gap {
  readonly from: number;
  readonly below: number;
}

/**
 * How a slice stands: `open`; `ended`: the slice after it has begun; `durable`: it ended below the committed offset, so an
 * earlier owner published all of it. Whatever completes `parts` while it is open is a take-over.
 */
export type SliceState = 'open' | 'ended' | 'durable';

/** A slice of one partition. */
export interface OpenSlice {
  /** First offset. */
  readonly first: number;
  readonly gap: Gap | null;
  /** While the next offset is below this one nothing is published: an earlier owner made it durable before it committed. */
  readonly publishFrom: number;
  readonly state: () => SliceState;
  readonly parts: Observable<SlicePart>;
}

/** How a partition is cut, and where this owner begins. */
export interface SliceRules {
  readonly sliceOffsets: number;
  /** Cut where the append-time hour becomes later (topics with LogAppendTime). */
  readonly hourCut: boolean;
  /** First offset of this generation; always the start of a slice. */
  readonly from: number;
  /** What the group had committed, null for nothing. */
  readonly committed: number | null;
  /** First offset that the log held when the partition was gained. */
  readonly begin: number;
}

/**
 * Where reading has to start so that the slice of the committed offset can be folded again and the duplicate horizon before it
 * is known (invariant I2: at most `sliceOffsets` + `horizonOffsets` records).
 */
export function readingStart(rules: SliceRules, horizonOffsets: number): number {
  return Math.max(rules.begin, firstFolded(rules) - horizonOffsets, 0);
}

/** The first offset that is folded: the fixed cut at or below the last committed record, never below the generation. */
export function firstFolded(rules: SliceRules): number {
  const { committed, sliceOffsets } = rules;
  if (committed === null || committed <= rules.from) return rules.from;
  return Math.max(rules.from, Math.floor((committed - 1) / sliceOffsets) * sliceOffsets);
}
