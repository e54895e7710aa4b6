import type { Catalog, Frame, PartialCells, PartialEntry } from '@tidewatch/contract';
import { groupKey } from '@tidewatch/core/fold/group-key';
import { readableDefinition } from '@tidewatch/core/query/plan/readable-definition';
import type { DefinedCells, PartialsWrite, SliceProgress } from '@tidewatch/core/ports/metric-store';

const dayMs = 86_400_000;

/** What the indexer knows of the definitions while it takes frames in. */
export interface IndexRules {
  readonly catalog: Catalog;
  /** Catalog of each generation by its number. */
  readonly catalogOf: (generation: number) => Catalog | null;
  readonly nowMs: () => number;
  /** Cells that are not stored: `expired` (older than keep) or `unreadable` (the metric was redefined). */
  readonly onLeftOut: (reason: 'expired' | 'unreadable', cells: number) => void;
}

interface PendingSlice {
  readonly identity: Omit<PartialsWrite, 'cells' | 'progress'>;
  /** metric, grain and window → group → newest entry. */
  readonly windows: Map<
    string,
    { readonly head: Omit<DefinedCells, 'entries'>; readonly entries: Map<string, PartialEntry> }
  >;
  progress: SliceProgress | null;
}

/** The newest version per identity of what came since the last flush. */
export class PendingWrites {
  readonly #rules: IndexRules;
  #slices = new Map<string, PendingSlice>();
  #cells = 0;

  constructor(rules: IndexRules) {
    this.#rules = rules;
  }

  get cells(): number {
    return this.#cells;
  }

  add(frame: Frame): void {
    const slice = this.#sliceOf(frame);
    for (const cells of frame.cells) this.#addCells(slice, cells, frame.generation);
    const { generation, topic, epoch, partition, through, end, asOf, counters } = frame;
    if (through === null || end === null || asOf === null || counters === null) return;
    if (slice.progress !== null && slice.progress.through > through) return;
    slice.progress = { generation, topic, epoch, partition, slice: frame.slice, through, end, asOf, counters };
  }

  take(): readonly PartialsWrite[] {
    const slices = this.#slices;
    this.#slices = new Map();
    this.#cells = 0;
    return [...slices.values()].map(({ identity, windows, progress }) => ({
      ...identity,
      cells: [...windows.values()].map(({ head, entries }) => ({ ...head, entries: [...entries.values()] })),
      progress,
    }));
  }

  #sliceOf({ generation, topic, epoch, partition, slice }: Frame): PendingSlice {
    const key = JSON.stringify([generation, topic, epoch, partition, slice]);
    const known = this.#slices.get(key);
    if (known !== undefined) return known;
    const made: PendingSlice = {
      identity: { generation, topic, epoch, partition, slice },
      windows: new Map(),
      progress: null,
    };
    this.#slices.set(key, made);
    return made;
  }

  #addCells(slice: PendingSlice, { entries, ...head }: PartialCells, generation: number): void {
    const { catalog, catalogOf, nowMs, onLeftOut } = this.#rules;
    const own = catalogOf(generation);
    const definition = catalog.metrics.find(
      (known) => known.metric === head.metric && readableDefinition(known, own) !== null,
    );
    if (definition === undefined) {
      onLeftOut('unreadable', entries.length);
      return;
    }
    const keepDays = definition.grains.find(({ grain }) => grain === head.grain)?.keepDays ?? 0;
    if (head.window < nowMs() - keepDays * dayMs) {
      onLeftOut('expired', entries.length);
      return;
    }
    const place = `${head.metric} ${head.grain} ${head.window}`;
    const window = slice.windows.get(place) ?? {
      head: { ...head, definition },
      entries: new Map<string, PartialEntry>(),
    };
    slice.windows.set(place, window);
    for (const entry of entries) this.#addEntry(window.entries, entry);
  }

  #addEntry(entries: Map<string, PartialEntry>, entry: PartialEntry): void {
    const key = groupKey(entry[0]);
    const known = entries.get(key);
    if (known === undefined) this.#cells += 1;
    else if (known[1] > entry[1]) return;
    entries.set(key, entry);
  }
}
