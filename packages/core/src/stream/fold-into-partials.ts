import { map, type Observable } from 'rxjs';
import { base64OfBytes } from '../sketches/base64.ts';
import type { DeadLetter } from '@tidewatch/contract';
import type { FoldPlan } from '../fold/fold-plan.ts';
import { SliceFold } from '../fold/slice-fold.ts';
import type { DecodedRecord } from './decoded.ts';
import type { OpenSlice, SlicePart } from './slice.ts';

/** Original bytes kept of a dead letter. */
const deadLetterBytesMax = 64 * 1024;

export interface PartitionIdentity {
  readonly generation: number;
  readonly topic: string;
  readonly epoch: number;
  readonly partition: number;
}

/** A slice as folded so far. The same object is emitted after each part; whoever publishes takes what changed out of it. */
export interface FoldedSlice {
  readonly slice: OpenSlice;
  readonly fold: SliceFold;
  /** Dead letters not yet published. */
  deadLetters: DeadLetter[];
  /** Last offset contained; first - 1 before any record. */
  through: number;
  nextOffset: number;
  /** Append time of the last folded record; null before any. */
  lastAppendTime: number | null;
  end: number;
  endAskedAt: number;
  /** Asks for the next batch. */
  done: () => void;
}

/** Folds the parts of one slice into partials. Synchronous; the state is bounded by `groupsMax` and `cellsMax`. */
export function foldIntoPartials(
  plan: FoldPlan,
  identity: PartitionIdentity,
  cellsMax: number,
): (slice: OpenSlice) => Observable<FoldedSlice> {
  return (slice) => {
    const folded: FoldedSlice = {
      slice,
      fold: new SliceFold(plan, identity.topic, identity.partition, cellsMax),
      deadLetters: [],
      through: slice.first - 1,
      nextOffset: slice.first,
      lastAppendTime: null,
      end: 0,
      endAskedAt: 0,
      done: () => {},
    };
    return slice.parts.pipe(map((part) => foldPart(folded, part, identity)));
  };
}

function foldPart(folded: FoldedSlice, part: SlicePart, identity: PartitionIdentity): FoldedSlice {
  folded.fold.add(part.records);
  collectDeadLetters(folded, part, identity);
  const last = part.records.at(-1);
  if (last !== undefined) {
    folded.through = last.offset;
    folded.lastAppendTime = last.appendTime;
  }
  folded.nextOffset = part.nextOffset;
  folded.end = part.end;
  folded.endAskedAt = part.endAskedAt;
  folded.done = part.done;
  return folded;
}

function collectDeadLetters(folded: FoldedSlice, part: SlicePart, identity: PartitionIdentity): void {
  for (let index = 0; index < part.records.length; index += 1) {
    const record = part.records[index]!;
    if (record.dead.length === 0 || record.offset < folded.slice.publishFrom) continue;
    const raw = part.raw[index]!;
    for (const dead of record.dead) folded.deadLetters.push(deadLetter(record, raw.key, raw.value, dead, identity));
  }
}

function deadLetter(
  record: DecodedRecord,
  key: Uint8Array | null,
  value: Uint8Array | null,
  dead: DecodedRecord['dead'][number],
  identity: PartitionIdentity,
): DeadLetter {
  return {
    v: 1,
    topic: identity.topic,
    partition: identity.partition,
    offset: record.offset,
    code: dead.code,
    detail: dead.detail,
    type: dead.type,
    source: dead.source,
    appendedAt: record.appendTime,
    key: key === null ? null : base64OfBytes(key.subarray(0, 1024)),
    value: value === null ? null : base64OfBytes(value.subarray(0, deadLetterBytesMax)),
    valueBytes: value?.length ?? 0,
  };
}
