import type { EncodedState, Group, PartialCells, SliceIdentity } from '@tidewatch/contract/frames';
import { groupKey } from '../../fold/group-key.ts';
import type { Measure } from '../../measures/measure.ts';
import type { MeasureState } from '../../ports/metric-store.ts';
import { GroupPool } from './group-pool.ts';

/** One cumulative aggregate in memory; its state is decoded when it is first read. */
interface LiveCell {
  readonly group: Group;
  through: number;
  encoded: EncodedState;
  state: MeasureState | undefined;
}

interface MetricWindows {
  readonly ms: number;
  readonly windows: Map<number, Map<string, LiveCell>>;
}

/** What changed when partials were taken in. */
export interface TouchedWindow {
  readonly metric: string;
  readonly window: number;
  readonly ms: number;
}

/** The finest cells of one slice, the newest version of each. */
export class LiveSlice {
  readonly identity: SliceIdentity;
  cells = 0;
  /** Windows before this one may have been given up to save memory; -Infinity when all are here. */
  droppedBelow = Number.NEGATIVE_INFINITY;
  readonly #metrics = new Map<string, MetricWindows>();
  readonly #groups: GroupPool;

  /** Callers pass whole frames: only their identity may stay, or each slice would keep the cells of its first frame. */
  constructor({ generation, topic, epoch, partition, slice }: SliceIdentity, groups = new GroupPool()) {
    this.identity = { generation, topic, epoch, partition, slice };
    this.#groups = groups;
  }

  /** Upserts by window and group; an older version is ignored. Returns whether anything changed. */
  upsert(partials: PartialCells, grainMs: number, cutoff: number): boolean {
    if (partials.window < cutoff) {
      this.droppedBelow = Math.max(this.droppedBelow, cutoff);
      return true;
    }
    const metric = this.#metricOf(partials.metric, grainMs);
    let window = metric.windows.get(partials.window);
    if (window === undefined) {
      window = new Map();
      metric.windows.set(partials.window, window);
    }
    let changed = false;
    for (const [named, through, encoded] of partials.entries) {
      const key = groupKey(named);
      const known = window.get(key);
      if (known === undefined) {
        const pooled = this.#groups.keyed(named, key);
        window.set(pooled.key, { group: pooled.group, through, encoded, state: undefined });
        this.cells++;
      } else {
        if (known.through >= through) continue;
        known.through = through;
        known.encoded = encoded;
        known.state = undefined;
      }
      changed = true;
    }
    return changed;
  }

  /** Visits the cells of a metric whose window starts in [from, to). */
  visit(
    metric: string,
    measure: Measure,
    from: number,
    to: number,
    see: (group: Group, state: MeasureState, window: number, through: number) => void,
  ): void {
    const found = this.#metrics.get(metric);
    if (found === undefined) return;
    const { ms, windows } = found;
    if ((to - from) / ms < windows.size) {
      for (let window = Math.ceil(from / ms) * ms; window < to; window += ms)
        visitWindow(windows.get(window), window, measure, see);
      return;
    }
    for (const [window, cells] of windows) {
      if (window >= from && window < to) visitWindow(cells, window, measure, see);
    }
  }

  /** Start of the earliest window of a metric, or null. */
  firstWindow(metric: string): number | null {
    const windows = this.#metrics.get(metric)?.windows;
    if (windows === undefined) return null;
    let first: number | null = null;
    for (const window of windows.keys()) if (first === null || window < first) first = window;
    return first;
  }

  /** Counts the cells of each window into `counts`, of all metrics together. */
  countWindows(counts: Map<number, number>): void {
    for (const { windows } of this.#metrics.values()) {
      for (const [window, cells] of windows) counts.set(window, (counts.get(window) ?? 0) + cells.size);
    }
  }

  /** Gives up all windows that start before `cutoff`. */
  dropBelow(cutoff: number): void {
    for (const { windows } of this.#metrics.values()) {
      for (const [window, cells] of windows) {
        if (window >= cutoff) continue;
        windows.delete(window);
        this.cells -= cells.size;
        this.droppedBelow = Math.max(this.droppedBelow, cutoff);
      }
    }
  }

  *touchedWindows(): Iterable<TouchedWindow> {
    for (const [metric, { ms, windows }] of this.#metrics) {
      for (const window of windows.keys()) yield { metric, window, ms };
    }
  }

  #metricOf(name: string, ms: number): MetricWindows {
    let metric = this.#metrics.get(name);
    if (metric === undefined) {
      metric = { ms, windows: new Map() };
      this.#metrics.set(name, metric);
    }
    return metric;
  }
}

function visitWindow(
  cells: Map<string, LiveCell> | undefined,
  window: number,
  measure: Measure,
  see: (group: Group, state: MeasureState, window: number, through: number) => void,
): void {
  if (cells === undefined) return;
  for (const cell of cells.values()) {
    cell.state ??= measure.decode(cell.encoded);
    see(cell.group, cell.state, window, cell.through);
  }
}
