import type { Access } from '@tidewatch/contract/access';
import type { Measure } from '@tidewatch/core/measures/measure';
import type { MeasureState, StoreSlicesQuery, StoreSliceState } from '@tidewatch/core/ports/metric-store';
import { windowMs } from '../partials/upsert-partials.ts';
import { RowReader, type RowCells } from '../rows/packed-row.ts';
import { Turns } from '../turns.ts';
import { droppedPlace, GroupChooser } from './group-chooser.ts';
import type { SeriesSources } from './read-series.ts';

interface Merged {
  through: number;
  cells: number;
  state: MeasureState;
}

/** Answers `MetricStore.sliceStates`: one pass over the rows of the bucket, merging slice by slice. */
export async function readSliceStates(
  { definitions, groups, slices, scanner }: SeriesSources,
  query: StoreSlicesQuery,
  access: Access,
): Promise<readonly StoreSliceState[]> {
  const definition = definitions.find(query.metric);
  const series = definition === null ? null : definitions.findSeries(definition, query.grain);
  if (definition === null || series === null) return [];
  const chooser = new GroupChooser({ ...query, bounds: [], by: [] }, access, (id) => groups.groupOf(definition.id, id));
  if (!chooser.canMatch) return [];
  const selection = slices.select(query.slices);
  const reader = new RowReader();
  const found = new Map<number, Merged>();
  const range = { series: series.id, from: query.fromMs / windowMs, below: query.toMs / windowMs };
  await scanner.scan(range, 'packs', new Turns(), (rows) => {
    for (const [, id, , , pack] of rows) {
      if (pack === null || !selection.takes(id)) continue;
      reader.open(pack);
      const cells = reader.cells(definition.measure.columns ?? 0);
      addCells(found, id, cells, slices.get(id).slice, definition.measure, chooser);
    }
  });
  return [...found]
    .toSorted(([left], [right]) => selection.compare(left, right))
    .map(([id, merged]) => {
      const { generation, topic, epoch, partition, slice } = slices.get(id);
      return { generation, topic, epoch, partition, slice, ...merged };
    });
}

function addCells(
  found: Map<number, Merged>,
  id: number,
  { ids, throughs, columns, states }: RowCells,
  slice: number,
  measure: Measure,
  chooser: GroupChooser,
): void {
  const places = chooser.placesFor(ids, ids.length);
  ids.forEach((group, index) => {
    if (places[group] === droppedPlace) return;
    const encoded = states?.[index];
    const state =
      encoded === undefined
        ? measure.unpack((columns ?? []).map((column) => column[index] ?? 0))
        : measure.decode(encoded);
    const through = slice + (throughs[index] ?? 0);
    const merged = found.get(id);
    if (merged === undefined) found.set(id, { through, cells: 1, state });
    else {
      merged.through = Math.max(merged.through, through);
      merged.cells++;
      merged.state = measure.merge(merged.state, state);
    }
  });
}
