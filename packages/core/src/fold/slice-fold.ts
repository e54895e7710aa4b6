import type { Event, SliceCounters } from '@tidewatch/contract';
import type { DecodedRecord } from '../stream/decoded.ts';
import { BuiltInCounts } from './counts/built-in-counts.ts';
import { CellRows } from './cell-rows.ts';
import type { FoldPlan, PlannedMetric } from './fold-plan.ts';
import type { GroupNames, NamedGroup } from './group-names.ts';
import { latenessOf } from './counts/lateness-of.ts';
import { MetricCells, type CellBudget, type SharedRows } from './metric-cells.ts';

/** The state of one open slice: every cell that its events touched, and what became of each record (I10). */
export class SliceFold {
  readonly counters: SliceCounters = {
    read: 0,
    skipped: 0,
    dead: 0,
    used: 0,
    emitted: 0,
    folded: 0,
    unmatched: 0,
    duplicate: 0,
    deadEvents: 0,
    late: 0,
    expressionErrors: 0,
  };
  /** Per metric its finest grain first. */
  readonly cells: readonly (readonly MetricCells[])[];
  readonly #plan: FoldPlan;
  readonly #builtIn: BuiltInCounts;
  readonly #names: readonly GroupNames[];
  /** Group of the event in hand per list of dimensions; valid while its stamp is the event's. */
  readonly #named: NamedGroup[] = [];
  readonly #stamps: number[] = [];
  #stamp = 0;

  constructor(plan: FoldPlan, topic: string, partition: number, cellsMax: number) {
    this.#plan = plan;
    this.#names = plan.names.forSlice();
    const budget: CellBudget = { left: cellsMax };
    // Counters are written per batch, so they must not take from a budget that events share: what is merged into `(other)`
    // would depend on where a batch ends. They are few and bounded by their own groupsMax.
    const ownBudget: CellBudget = { left: Number.POSITIVE_INFINITY };
    const shared = sharedRows(this.#names);
    this.cells = plan.metrics.map((metric, index) =>
      metric.grains.map(({ grain, ms }) => {
        const cellBudget = metric.builtIn ? ownBudget : budget;
        return new MetricCells(metric, grain, plan.measures[index]!, cellBudget, shared(plan.byPlaces[index]!, ms));
      }),
    );
    this.#builtIn = new BuiltInCounts(plan, this.cells, this.#names, topic, partition);
  }

  /** Folds records in offset order. */
  add(records: readonly DecodedRecord[]): void {
    const { counters } = this;
    // Counted loops: an iterator makes an object for each step of a loop that is not the innermost.
    for (let index = 0; index < records.length; index += 1) {
      const record = records[index]!;
      counters.read += 1;
      counters[record.outcome] += 1;
      counters.expressionErrors += record.expressionErrors;
      this.#builtIn.at(record.appendTime, record.offset);
      this.#builtIn.record(record.outcome, record.expressionErrors);
      if (record.dead.length > 0) this.#addDead(record);
      if (record.duplicates.length > 0) this.#addDuplicates(record);
      for (let place = 0; place < record.events.length; place += 1) this.#addEvent(record.events[place]!, record);
    }
    this.#builtIn.flush();
  }

  #addDead(record: DecodedRecord): void {
    for (const dead of record.dead) this.#builtIn.dead(dead.type, dead.code, record.outcome === 'used');
    if (record.outcome !== 'used') return;
    this.counters.deadEvents += record.dead.length;
    this.counters.emitted += record.dead.length;
  }

  #addDuplicates(record: DecodedRecord): void {
    this.counters.emitted += record.duplicates.length;
    this.counters.duplicate += record.duplicates.length;
    for (const type of record.duplicates) this.#builtIn.duplicate(type);
  }

  #addEvent(event: Event, record: DecodedRecord): void {
    const { counters } = this;
    counters.emitted += 1;
    this.#stamp += 1;
    let matched = false;
    const metrics = this.#plan.byType.get(event.type);
    if (metrics !== undefined) {
      for (let place = 0; place < metrics.length; place += 1)
        if (this.#addTo(metrics[place]!, event, record.offset)) matched = true;
    }
    if (matched) counters.folded += 1;
    else counters.unmatched += 1;
    const lateness = event.imported ? null : latenessOf(record.appendTime - event.time);
    if (lateness !== null) counters.late += 1;
    this.#builtIn.event(event.type, matched, lateness);
  }

  #addTo(planned: PlannedMetric, event: Event, offset: number): boolean {
    const { compiled, index } = planned;
    if (compiled.matches !== undefined) {
      const matches = compiled.matches(event);
      if (matches === 'error') this.#expressionError(event.type);
      if (matches !== true) return false;
    }
    const input = compiled.input(event);
    if (input === 'error') {
      this.#expressionError(event.type);
      return false;
    }
    const { byPlace } = planned;
    if (this.#stamps[byPlace] !== this.#stamp) {
      this.#named[byPlace] = this.#names[byPlace]!.ofEvent(compiled.dimensions, event);
      this.#stamps[byPlace] = this.#stamp;
    }
    const named = this.#named[byPlace]!;
    const grains = this.cells[index]!;
    for (let place = 0; place < grains.length; place += 1) grains[place]!.add(event.time, named, input, offset);
    return true;
  }

  #expressionError(type: string): void {
    this.counters.expressionErrors += 1;
    this.#builtIn.expressionError(type);
  }
}

/** Gives the metrics with equal dimensions and grain the same rows. */
function sharedRows(names: readonly GroupNames[]): (byPlace: number, grainMs: number) => SharedRows {
  const known = new Map<string, SharedRows>();
  return (byPlace, grainMs) => {
    const key = `${byPlace}/${grainMs}`;
    const shared = known.get(key) ?? { rows: new CellRows(grainMs), names: names[byPlace]! };
    known.set(key, shared);
    return shared;
  };
}
