import { otherGroupValue, type Access, type EncodedState, type Group, type PartialCells } from '@tidewatch/contract';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type {
  MeasureState,
  PartialsWrite,
  StoreSeriesQuery,
  StoreSlicesQuery,
  StoreSliceState,
} from '@tidewatch/core/ports/metric-store';

interface ModelCell {
  readonly write: PartialsWrite;
  readonly cells: PartialCells;
  readonly group: Group;
  readonly through: number;
  readonly state: EncodedState;
}

/** Group as JSON text → encoded states by bucket. Groups without any state are absent. */
export type ModelSeries = ReadonlyMap<string, readonly (EncodedState | undefined)[]>;

/** What a metric store must answer, in the plainest form: every cell in a map, merged one by one. */
export class CellsModel {
  readonly #cells = new Map<string, ModelCell>();

  upsert(writes: readonly PartialsWrite[]): void {
    for (const write of writes) {
      for (const cells of write.cells) {
        for (const [group, through, state] of cells.entries) {
          const key = identityOf(write, cells, group);
          if ((this.#cells.get(key)?.through ?? -1) < through)
            this.#cells.set(key, { write, cells, group, through, state });
        }
      }
    }
  }

  series(query: StoreSeriesQuery, access: Access): ModelSeries {
    const measure = measureOf(query.metric);
    const merged = new Map<string, MeasureState[]>();
    for (const cell of this.#inOrder(query)) {
      const bucket = bucketOf(query.bounds, cell.cells.window);
      if (bucket === -1 || !takes(query, access, cell)) continue;
      const key = JSON.stringify(shownGroup(query, cell.group));
      const states = merged.get(key) ?? [];
      const state = measure.decode(cell.state);
      states[bucket] = states[bucket] === undefined ? state : measure.merge(states[bucket], state);
      merged.set(key, states);
    }
    const buckets = query.bounds.length - 1;
    return new Map(
      [...merged].map(([key, states]) => [
        key,
        Array.from({ length: buckets }, (_, index) =>
          states[index] === undefined ? undefined : measure.encode(states[index]),
        ),
      ]),
    );
  }

  sliceStates(query: StoreSlicesQuery, access: Access): StoreSliceState[] {
    const measure = measureOf(query.metric);
    const asked: StoreSeriesQuery = { ...query, bounds: [query.fromMs, query.toMs], by: [] };
    const merged = new Map<string, StoreSliceState>();
    for (const cell of this.#inOrder(asked)) {
      if (bucketOf(asked.bounds, cell.cells.window) === -1 || !takes(asked, access, cell)) continue;
      const { generation, topic, epoch, partition, slice } = cell.write;
      const key = JSON.stringify([generation, topic, epoch, partition, slice]);
      const state = measure.decode(cell.state);
      const held = merged.get(key);
      merged.set(key, {
        generation,
        topic,
        epoch,
        partition,
        slice,
        through: Math.max(held?.through ?? -1, cell.through),
        cells: (held?.cells ?? 0) + 1,
        state: held === undefined ? state : measure.merge(held.state, state),
      });
    }
    return [...merged.values()];
  }

  /** Cells in the order in which partials merge. */
  #inOrder(query: StoreSeriesQuery): ModelCell[] {
    return [...this.#cells.values()]
      .filter((cell) => cell.cells.metric === query.metric.metric && cell.cells.grain === query.grain)
      .sort(
        (left, right) =>
          compare(left.write.topic, right.write.topic) ||
          left.write.partition - right.write.partition ||
          left.write.slice - right.write.slice ||
          left.cells.window - right.cells.window ||
          compare(JSON.stringify(left.group), JSON.stringify(right.group)),
      );
  }
}

function identityOf(write: PartialsWrite, cells: PartialCells, group: Group): string {
  const { generation, topic, epoch, partition, slice } = write;
  return JSON.stringify([generation, cells.metric, cells.grain, cells.window, group, topic, epoch, partition, slice]);
}

function bucketOf(bounds: readonly number[], window: number): number {
  for (let index = 0; index + 1 < bounds.length; index += 1) {
    if (window >= bounds[index]! && window < bounds[index + 1]!) return index;
  }
  return -1;
}

function takes(query: StoreSeriesQuery, access: Access, cell: ModelCell): boolean {
  const { write, group } = cell;
  const inSlices = query.slices.some(
    (range) =>
      range.generation === write.generation &&
      range.topic === write.topic &&
      range.epoch === write.epoch &&
      range.partition === write.partition &&
      range.from <= write.slice &&
      write.slice < range.below,
  );
  const conditions = [...Object.entries(query.where), ...Object.entries(access.rows)];
  return (
    inSlices &&
    conditions.every(([name, allowed]) => allowed.includes(group[query.metric.by.indexOf(name)] ?? '\0absent'))
  );
}

function shownGroup(query: StoreSeriesQuery, group: Group): Group {
  const shown = query.by.map((name) => group[query.metric.by.indexOf(name)]!);
  const named = query.only === undefined || query.only.some((only) => JSON.stringify(only) === JSON.stringify(shown));
  return named ? shown : query.by.map(() => otherGroupValue);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
