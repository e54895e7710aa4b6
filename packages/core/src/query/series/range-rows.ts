import { groupKey } from '../../fold/group-key.ts';
import type { Point, Series } from '@tidewatch/contract/queries';
import type { SeriesChange } from '@tidewatch/contract/socket';
import type { Column } from './columns.ts';
import { groupRecord, SeriesWriter, type AnswerFacts } from './series-writer.ts';
import { hiddenInputs, pickGroups, withOthersOf, type Pick } from './pick-groups.ts';
import type { LiveParts, RangeColumns } from './range-columns.ts';
import type { SeriesReader } from '../read/series-reader.ts';

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
  #totals: Values = [];
  #writer: SeriesWriter;
  #pick: Pick;
  #shown = '';

  constructor(reader: SeriesReader, columns: RangeColumns, facts: RowFacts, pickOf: Pick | null) {
    this.#reader = reader;
    this.columns = columns;
    const totals = columns.total(facts.live);
    this.#pick = pickOf === null ? pickGroups(reader.plan, reader.measures, totals) : withOthersOf(pickOf, totals);
    this.#writer = this.#writerOf(totals, facts);
    this.#shown = shownText(this.#writer);
    this.#rows = columns.range.times.map((_, bucket) => this.#writer.values(bucket, facts.live, facts));
    this.#totals = this.#writer.totals(totals, facts);
  }

  get pick(): Pick {
    return this.#pick;
  }

  get truncated(): boolean {
    return this.#writer.truncated;
  }

  /**
   * Works out the given buckets again. Null when the groups that are shown are others than before: then everything has to be
   * rendered anew.
   */
  refresh(buckets: Iterable<number>, facts: RowFacts, pickOf: Pick | null): readonly SeriesChange[] | null {
    const totals = this.columns.total(facts.live);
    const pick =
      pickOf === null ? pickGroups(this.#reader.plan, this.#reader.measures, totals) : withOthersOf(pickOf, totals);
    // Ranks change all the time; the order stays as it was sent while the groups are the same.
    const same =
      pick.groups.length === this.#pick.groups.length &&
      pick.groups.every((group) => this.#pick.keys.has(groupKey(group)));
    this.#pick = same ? { ...this.#pick, others: pick.others } : pick;
    this.#writer = this.#writerOf(totals, facts);
    if (shownText(this.#writer) !== this.#shown) return null;
    return this.#changes(buckets, this.#writer.totals(totals, facts), facts);
  }

  series(): readonly Series[] {
    const { times } = this.columns.range;
    return this.#writer.groups.map((group, index) => ({
      group: groupRecord(this.#reader.plan.by, group),
      points: times.map((time, bucket): Point => [time, this.#rows[bucket]?.[index] ?? null]),
      total: this.#totals[index] ?? null,
    }));
  }

  #changes(buckets: Iterable<number>, totals: Values, facts: RowFacts): readonly SeriesChange[] {
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
    const totalsBefore = this.#totals;
    this.#totals = totals;
    return groups.flatMap((group, index) => {
      const changed = points[index] ?? [];
      const total = totals[index] ?? null;
      if (changed.length === 0 && total === totalsBefore[index]) return [];
      return [{ group: groupRecord(this.#reader.plan.by, group), points: changed, total }];
    });
  }

  #writerOf(totals: Column, facts: RowFacts): SeriesWriter {
    const { plan, measures } = this.#reader;
    const hidden = this.columns.only === null ? hiddenInputs(totals) : facts.hidden;
    return new SeriesWriter(plan, measures, this.columns, this.#pick, hidden);
  }
}

function shownText(writer: SeriesWriter): string {
  return JSON.stringify(writer.groups);
}
