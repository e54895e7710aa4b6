import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import type { Frame, PartialCells, SliceCounters } from '@tidewatch/contract/frames';
import { minuteMs, suiteCatalog, suiteMetrics } from '../metric-store-suite/suite-catalog.ts';
import { indexerGroups } from '@tidewatch/core/log/indexer-groups';
import type { PartialsWrite } from '@tidewatch/core/ports/metric-store';
import { parseFrame } from '@tidewatch/core/live/view/parse-frame';
import { ModelStore } from './model-store.ts';
import { ScriptedLog } from './scripted-log.ts';
import { windowsOf } from './windows-of.ts';

/** One event as the fold sees it. */
export interface WorldEvent {
  readonly time: number;
  readonly merchant: string;
  readonly city: string;
  readonly amount: number;
}

export const worldMetrics: readonly Metric[] = [
  suiteMetrics.orders,
  suiteMetrics.value,
  suiteMetrics.patients,
  suiteMetrics.plain,
];
const formulas: Catalog['formulas'] = [
  {
    ...suiteMetrics.orders,
    metric: 'ratio',
    formula: 'value / orders',
    inputs: ['value', 'orders'],
    by: suiteMetrics.orders.by,
  },
];
export const worldCatalog: Catalog = { ...suiteCatalog, metrics: worldMetrics, formulas };
export const inputPartitions = 3;
const rollupsPartitions = 2;

interface Slice {
  readonly first: number;
  readonly events: WorldEvent[];
}

/** The log, a store and an indexer as DESIGN §3 lets them behave; a test chooses what happens next. */
export class RollupsWorld {
  now: number;
  readonly log: ScriptedLog;
  readonly store = new ModelStore();
  generation = 1;
  readonly #slices: Slice[][] = Array.from({ length: inputPartitions }, () => [{ first: 0, events: [] }]);
  readonly #from: (readonly number[])[] = [Array.from({ length: inputPartitions }, () => 0)];
  /** Generation, partition and slice → events that were published. */
  readonly #published = new Map<string, number>();
  readonly #commits = Array.from({ length: rollupsPartitions }, () => 0);
  #stores = 0;
  readonly #indexed = Array.from({ length: rollupsPartitions }, () => 0);

  /** `defined: false`: no processor has written definitions yet. */
  constructor(startMs: number, { defined = true } = {}) {
    this.now = startMs;
    const topics = {
      rollups: rollupsPartitions,
      definitions: 1,
      events: inputPartitions,
      operations: 1,
      alerts: 1,
      notifications: 1,
      'dead-letters': 2,
    };
    this.log = new ScriptedLog(topics, () => this.now);
    this.log.write('definitions', 0, {
      v: 1,
      kind: 'topic',
      topic: 'events',
      epoch: 0,
      sliceOffsets: 100,
      hourCut: true,
      at: this.now,
    });
    if (defined) this.#defineGeneration();
  }

  /** Events come to the open slice of a partition; nothing is published yet. */
  arrive(partition: number, events: readonly WorldEvent[]): void {
    this.#open(partition).events.push(...events);
  }

  /** The owner publishes the open slice up to its end, or, as one who lost the partition would, less of it. */
  publish(partition: number, share = 1): void {
    const slice = this.#open(partition);
    this.#publishSlice(partition, slice, Math.ceil(slice.events.length * share), this.generation);
  }

  /** A slice ends: everything of it is published, then the next begins. */
  seal(partition: number): void {
    const slice = this.#open(partition);
    if (slice.events.length === 0) return;
    this.#publishSlice(partition, slice, slice.events.length, this.generation);
    this.#slices[partition]?.push({ first: slice.first + slice.events.length, events: [] });
    this.publish(partition);
  }

  /** An owner that lost the partition long ago, perhaps one of an earlier generation, publishes part of an earlier slice again. */
  haunt(partition: number, back: number, share: number, generationsBack: number): void {
    const slices = this.#slices[partition] ?? [];
    const slice = slices[Math.max(0, slices.length - 1 - back)];
    if (slice !== undefined && slice.events.length > 0) {
      const generation = Math.max(1, this.generation - generationsBack);
      this.#publishSlice(partition, slice, Math.ceil(slice.events.length * share), generation);
    }
  }

  /** The indexer writes some frames, and commits some of what it has written. */
  index(partition: number, frames: number, commitShare: number): void {
    this.store.name ??= `store-${this.#stores++}`;
    const records = this.log.recordsOf('rollups', partition);
    const from = this.#indexed[partition] ?? 0;
    const to = Math.min(records.length, from + frames);
    this.store.upsert(records.slice(from, to).map(({ value }) => writeOf(parseFrame(value))));
    this.#indexed[partition] = to;
    const commit = Math.max(this.#committed(partition), from + Math.floor((to - from) * commitShare));
    this.#commits[partition] = commit;
    this.log.commit(indexerGroups(this.store.name).frames, 'rollups', partition, commit);
  }

  /** The indexer writes some frames ahead of others and dies before it commits: bulk writes are not all or nothing. */
  tear(partition: number, picks: readonly number[]): void {
    const records = this.log.recordsOf('rollups', partition).slice(this.#indexed[partition]);
    const torn = records.filter((_, index) => picks.includes(index));
    this.store.upsert(torn.map(({ value }) => writeOf(parseFrame(value))));
  }

  /** The indexer dies and begins again where it had committed. */
  restartIndexer(partition: number): void {
    this.#indexed[partition] = this.#committed(partition);
  }

  /** The store is deleted; an indexer that writes again begins at the beginning. */
  loseStore(): void {
    this.store.lose();
    this.#commits.fill(0);
    this.#indexed.fill(0);
  }

  /** Other definitions: a new generation folds the newest slices of each partition again. */
  newGeneration(backSlices: number): void {
    this.generation++;
    this.#from.push(
      this.#slices.map((slices, partition) => {
        const from = slices[Math.max(0, slices.length - 1 - backSlices)]?.first ?? 0;
        return Math.max(from, this.#from.at(-1)?.[partition] ?? 0);
      }),
    );
    this.#defineGeneration();
    this.#slices.forEach((slices, partition) => {
      for (const slice of slices) {
        if (slice.first >= (this.#from.at(-1)?.[partition] ?? 0))
          this.#publishSlice(partition, slice, slice.events.length, this.generation);
      }
    });
  }

  /**
   * Events that count: those of every slice that its generation has published, up to the newest version. Each generation sees
   * other amounts, so that one taken for another shows.
   */
  counted(): readonly WorldEvent[] {
    return this.#slices.flatMap((slices, partition) =>
      slices.flatMap((slice) => {
        const owner = this.#ownerOf(partition, slice);
        return asSeenBy(owner, slice.events.slice(0, this.#published.get(`${owner} ${partition} ${slice.first}`) ?? 0));
      }),
    );
  }

  #committed(partition: number): number {
    return this.#commits[partition] ?? 0;
  }

  #ownerOf(partition: number, slice: Slice): number {
    return this.#from.findLastIndex((from) => (from[partition] ?? 0) <= slice.first) + 1;
  }

  #open(partition: number): Slice {
    return this.#slices[partition]?.at(-1) as Slice;
  }

  #defineGeneration(): void {
    const from = {
      events: Object.fromEntries((this.#from.at(-1) ?? []).map((offset, partition) => [String(partition), offset])),
    };
    const hash = `generation ${this.generation}`;
    this.log.write('definitions', 0, {
      v: 1,
      kind: 'generation',
      hash,
      revision: 0,
      from,
      catalog: worldCatalog,
      at: this.now,
    });
  }

  #publishSlice(partition: number, slice: Slice, count: number, generation: number): void {
    const key = `${generation} ${partition} ${slice.first}`;
    this.#published.set(key, Math.max(this.#published.get(key) ?? 0, count));
    const frame: Frame = {
      v: 1,
      generation,
      topic: 'events',
      epoch: 0,
      partition,
      slice: slice.first,
      through: slice.first + count - 1,
      end: slice.first + slice.events.length,
      asOf: this.now,
      counters: counters(count),
      cells: cellsOf(slice, count, generation),
    };
    this.log.write('rollups', partition % rollupsPartitions, frame);
  }
}

function asSeenBy(generation: number, events: readonly WorldEvent[]): readonly WorldEvent[] {
  return events.map((event) => ({ ...event, amount: event.amount * generation }));
}

function cellsOf(slice: Slice, count: number, generation: number): readonly PartialCells[] {
  const events = asSeenBy(generation, slice.events.slice(0, count));
  return worldMetrics.flatMap((metric) =>
    metric.grains.flatMap(({ grain, ms }) => windowsOf(metric, grain, ms, events, slice.first)),
  );
}

function writeOf(frame: Frame): PartialsWrite {
  const { generation, topic, epoch, partition, slice, through, end, asOf, counters: counted, cells } = frame;
  const identity = { generation, topic, epoch, partition, slice };
  const progress =
    through === null || end === null || asOf === null || counted === null
      ? null
      : { ...identity, through, end, asOf, counters: counted };
  return { ...identity, cells, progress };
}

function counters(read: number): SliceCounters {
  return {
    read,
    skipped: 0,
    dead: 0,
    used: read,
    emitted: read,
    folded: read,
    unmatched: 0,
    duplicate: 0,
    deadEvents: 0,
    late: 0,
    expressionErrors: 0,
  };
}

export const worldStartMs = Date.UTC(2026, 10, 20, 10, 30);
export { minuteMs };
