import type { Group } from '@tidewatch/contract/frames';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { groupKey } from '../../fold/group-key.ts';
import { mergeColumn, type Column } from '../../query/series/columns.ts';
import { hiddenInputs } from '../../query/series/pick-groups.ts';
import { readValue } from '../../query/series/read-value.ts';
import type { FirstData } from '../../query/read/first-data.ts';
import type { SeriesReader } from '../../query/read/series-reader.ts';
import type { SeriesSource } from '../../query/read/series-source.ts';
import { noBaseline, noPrevious, type Baseline, type PreviousValues } from '../rules/reading.ts';
import type { RuleReads } from '../rules/rule-reads.ts';
import { baselineEnds, baselineOf, previousEnds } from '../rules/rule-windows.ts';

type Windows = Pick<Rule, 'overMs' | 'stepMs' | 'cells'>;

/** What the past says of every group, for one end of the rule's window. */
export interface Past {
  readonly end: number;
  previousOf(group: Group): PreviousValues;
  baselineOf(group: Group): Baseline;
}

/** Of rules that do not look back. */
const noPast: Past = { end: 0, previousOf: () => noPrevious, baselineOf: () => noBaseline };

/** Where the past is read from. */
export interface PastParts {
  readonly source: SeriesSource;
  readonly firstData: FirstData;
  readonly now: () => number;
}

/** Values of a rule's series in windows that lie days and weeks back, read once for each end. */
export class PastValues {
  readonly #rule: Windows;
  readonly #reads: RuleReads;
  readonly #reader: SeriesReader;
  readonly #parts: PastParts;
  readonly #known = new Map<number, Promise<Column | null>>();
  #baselines = new Map<string, Baseline>();
  #baselinesFor = Number.NaN;

  constructor(rule: Windows, reads: RuleReads, reader: SeriesReader, parts: PastParts) {
    this.#rule = rule;
    this.#reads = reads;
    this.#reader = reader;
    this.#parts = parts;
  }

  /** Rejects with `store_unavailable`. */
  async at(end: number): Promise<Past> {
    const { previous, baseline } = this.#reads;
    if (!previous && !baseline) return noPast;
    const { day, week } = previousEnds(end);
    const ends = baseline ? baselineEnds(this.#rule, end) : [];
    const [dayColumn, weekColumn, ...samples] = await Promise.all([
      previous ? this.#window(day) : null,
      previous ? this.#window(week) : null,
      ...ends.map((sample) => this.#window(sample)),
    ]);
    this.#forgetBut(new Set([day, week, ...ends]));
    const middle = ends[0] ?? Number.NaN;
    if (middle !== this.#baselinesFor) [this.#baselines, this.#baselinesFor] = [new Map(), middle];
    return {
      end,
      previousOf: (group) =>
        previous
          ? { day: this.#value(dayColumn ?? null, group), week: this.#value(weekColumn ?? null, group) }
          : noPrevious,
      baselineOf: (group) => (baseline ? this.#baselineOf(group, samples) : noBaseline),
    };
  }

  #baselineOf(group: Group, samples: readonly (Column | null)[]): Baseline {
    const key = groupKey(group);
    let known = this.#baselines.get(key);
    if (known === undefined) {
      known = baselineOf(samples.map((column) => this.#value(column, group)));
      this.#baselines.set(key, known);
    }
    return known;
  }

  #value(column: Column | null, group: Group): number | null {
    if (column === null) return null;
    const { plan, measures } = this.#reader;
    const facts = { healthy: true, hidden: hiddenInputs(column) };
    return readValue(plan, measures, column.get(groupKey(group))?.states, facts);
  }

  /** All groups of one window; null where the metric had not begun. */
  #window(end: number): Promise<Column | null> {
    let known = this.#known.get(end);
    if (known === undefined) {
      known = this.#read(end);
      this.#known.set(end, known);
      known.catch(() => this.#known.delete(end));
    }
    return known;
  }

  async #read(end: number): Promise<Column | null> {
    const { source, firstData, now } = this.#parts;
    const reader = this.#reader;
    const start = end - this.#rule.overMs;
    const started = await Promise.all(reader.plan.inputs.map((metric) => firstData.existsBefore(metric, start, now())));
    if (!started.includes(true)) return null;
    const pin = source.pin();
    const [stored = new Map()] = await reader.readStore([start, end], null, pin, now());
    const column: Column = new Map();
    mergeColumn(column, stored, reader.measures);
    reader.mergeSlices(pin.slices, start, end, pin.cutoff, reader.projections(null), column);
    return column;
  }

  #forgetBut(ends: ReadonlySet<number>): void {
    for (const end of this.#known.keys()) if (!ends.has(end)) this.#known.delete(end);
  }
}
