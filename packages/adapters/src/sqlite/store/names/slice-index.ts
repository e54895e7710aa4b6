import type { SliceIdentity } from '@tidewatch/contract/frames';
import type { SliceRange } from '@tidewatch/core/ports/metric-store';
import type { DatabaseSync } from 'node:sqlite';

export interface NumberedSlice extends SliceIdentity {
  readonly id: number;
}

type Line = Omit<SliceIdentity, 'slice'>;

const lineOf = ({ generation, topic, epoch, partition }: Line): string =>
  JSON.stringify([generation, topic, epoch, partition]);

/** Which slices a read takes, and in which order their partials merge. */
export interface SliceSelection {
  takes(id: number): boolean;
  /** (topic, partition, slice) order. */
  compare(left: number, right: number): number;
}

/** Slice identity ↔ number. All are in memory: a slice is an hour or 65,536 offsets of a partition. */
export class SliceIndex {
  readonly #database: DatabaseSync;
  #byId = new Map<number, NumberedSlice>();
  #byLine = new Map<string, Map<number, NumberedSlice>>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.load();
  }

  load(): void {
    this.#byId = new Map();
    this.#byLine = new Map();
    const rows = this.#database.prepare('SELECT id, generation, topic, epoch, partition, slice FROM slices').all();
    for (const row of rows as unknown as NumberedSlice[]) this.#keep({ ...row });
  }

  get(id: number): NumberedSlice {
    return this.#byId.get(id)!;
  }

  /** The slice's number, given when it is seen for the first time. Belongs into a transaction of the caller. */
  idOf(identity: SliceIdentity): number {
    const found = this.#byLine.get(lineOf(identity))?.get(identity.slice);
    if (found !== undefined) return found.id;
    const { generation, topic, epoch, partition, slice } = identity;
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO slices (generation, topic, epoch, partition, slice) VALUES (?, ?, ?, ?, ?)')
      .run(generation, topic, epoch, partition, slice);
    const numbered = { id: Number(lastInsertRowid), generation, topic, epoch, partition, slice };
    this.#keep(numbered);
    return numbered.id;
  }

  /** Judges slices one by one, as they are met: a long history has tens of thousands. */
  select(ranges: readonly SliceRange[]): SliceSelection {
    const rangesOf = Map.groupBy(ranges, lineOf);
    const known = new Map<number, boolean>();
    const isWithin = (slice: NumberedSlice): boolean =>
      rangesOf.get(lineOf(slice))?.some(({ from, below }) => slice.slice >= from && slice.slice < below) ?? false;
    return {
      takes: (id) => known.get(id) ?? known.set(id, isWithin(this.get(id))).get(id)!,
      compare: (left, right) => inMergeOrder(this.get(left), this.get(right)),
    };
  }

  /** The slices of the ranges in (topic, partition, slice) order, each once. */
  within(ranges: readonly SliceRange[]): NumberedSlice[] {
    const found = new Set<NumberedSlice>();
    for (const range of ranges) {
      for (const slice of this.#byLine.get(lineOf(range))?.values() ?? []) {
        if (slice.slice >= range.from && slice.slice < range.below) found.add(slice);
      }
    }
    return [...found].toSorted(inMergeOrder);
  }

  #keep(slice: NumberedSlice): void {
    this.#byId.set(slice.id, slice);
    const line = lineOf(slice);
    const slices = this.#byLine.get(line) ?? new Map<number, NumberedSlice>();
    this.#byLine.set(line, slices.set(slice.slice, slice));
  }
}

function inMergeOrder(left: NumberedSlice, right: NumberedSlice): number {
  if (left.topic !== right.topic) return left.topic < right.topic ? -1 : 1;
  return (
    left.partition - right.partition ||
    left.slice - right.slice ||
    left.generation - right.generation ||
    left.epoch - right.epoch
  );
}
