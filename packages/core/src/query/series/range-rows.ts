import type { Group } from '@tidewatch/contract/frames';
import type { Point, Series } from '@tidewatch/contract/queries';
import type { SeriesChange } from '@tidewatch/contract/socket';
import type { SeriesReader } from '../read/series-reader.ts';
import type { Column } from './columns.ts';
import type { Pick } from './pick-groups.ts';
import type { LiveParts, RangeColumns } from './range-columns.ts';
import { groupRecord, SeriesWriter, type AnswerFacts } from './series-writer.ts';

/** Everything outside that a row's values depend on. */
export interface RowFacts extends AnswerFacts {
  readonly live: LiveParts;
  /** Inputs known to be truncated, for ranges that hold picked groups only. */
  readonly hidden: readonly boolean[];
}

type Values = readonly (number | null)[];

/** The values of one range as they were last sent: one row per bucket, one value per shown group. */
export class RangeRows {
  readonly columns: RangeColumns;
  readonly #reader: SeriesReader;
  readonly #rows: Values[];
  #sentTotals: Values;
  #totals: Values;
  #writer: SeriesWriter;

  /** `totals`: all groups of the range, merged over its buckets. */
  constructor(reader: SeriesReader, columns: RangeColumns, facts: RowFacts, totals: Column, pick: Pick) {
    this.#reader = reader;
    this.columns = columns;
    this.#writer = this.#writerOf(totals, pick, facts);
    this.#rows = columns.range.times.map((_, bucket) => this.#writer.values(bucket, facts.live, facts));
    this.#totals = this.#writer.totals(totals, facts);
    this.#sentTotals = this.#totals;
  }

  /** Groups shown, `(other)` last. */
  get groups(): readonly Group[] {
    return this.#writer.groups;
  }

  get truncated(): boolean {
    return this.#writer.truncated;
  }

  /** Takes newer totals and the groups to show. */
  take(totals: Column, pick: Pick, facts: RowFacts): void {
    this.#writer = this.#writerOf(totals, pick, facts);
    this.#totals = this.#writer.totals(totals, facts);
  }

  series(): readonly Series[] {
    const { times } = this.columns.range;
    return this.#writer.groups.map((group, index) => ({
      group: groupRecord(this.#reader.plan.by, group),
      points: times.map((time, bucket): Point => [time, this.#rows[bucket]?.[index] ?? null]),
      total: this.#totals[index] ?? null,
    }));
  }

  /** Works out the given buckets again: what differs from what was sent. */
  changes(buckets: Iterable<number>, facts: RowFacts): readonly SeriesChange[] {
    const { times } = this.columns.range;
    const { groups } = this.#writer;
    const points: Point[][] = groups.map(() => []);
    for (const bucket of [...buckets].toSorted((left, right) => left - right)) {
      const before = this.#rows[bucket];
      const values = this.#writer.values(bucket, facts.live, facts);
      this.#rows[bucket] = values;
      values.forEach((value, index) => {
        if (before === undefined || value !== before[index]) points[index]?.push([times[bucket] as number, value]);
      });
    }
    const totalsBefore = this.#sentTotals;
    this.#sentTotals = this.#totals;
    return groups.flatMap((group, index) => {
      const changed = points[index] ?? [];
      const total = this.#totals[index] ?? null;
      if (changed.length === 0 && total === totalsBefore[index]) return [];
      return [{ group: groupRecord(this.#reader.plan.by, group), points: changed, total }];
    });
  }

  #writerOf(totals: Column, pick: Pick, facts: RowFacts): SeriesWriter {
    const { plan, measures } = this.#reader;
    const hidden = this.columns.hiddenInTotal(totals, facts.live, facts.hidden);
    return new SeriesWriter(plan, measures, this.columns, pick, hidden);
  }
}
