import type { EncodedState, PartialCells, PartialEntry } from '@tidewatch/contract/frames';
import type { PartialsWrite, SliceRange } from '@tidewatch/core/ports/metric-store';
import type { DatabaseSync } from 'node:sqlite';
import { Turns } from '../turns.ts';
import type { SeriesKey } from '../names/definitions.ts';
import { RowReader } from '../rows/packed-row.ts';
import type { SeriesSources } from '../series/read-series.ts';
import type { NumberedSlice } from '../names/slice-index.ts';
import { windowMs } from './upsert-partials.ts';

/** Rows read at once. */
const rowsMax = 64;

type PartialsRow = readonly [series: number, window: number, pack: Uint8Array];

/** Answers `MetricStore.partials`: slice by slice, some rows at a time, without progress. */
export async function* readPartials(
  database: DatabaseSync,
  { definitions, groups, slices }: SeriesSources,
  ranges: readonly SliceRange[],
  grains: 'finest' | 'all',
): AsyncGenerator<PartialsWrite> {
  const select = database.prepare(
    `SELECT series, window, pack FROM partials WHERE slice = ? AND (series, window) > (?, ?) ORDER BY series, window LIMIT ${rowsMax}`,
  );
  select.setReturnArrays(true);
  const keys = new Map(definitions.series().map((key) => [key.id, key]));
  const turns = new Turns();
  const reader = new RowReader();
  const cellsOf = ([id, window, pack]: PartialsRow, slice: NumberedSlice): PartialCells | null => {
    const key = keys.get(id)!;
    const isWanted = grains === 'all' || key.grain === key.definition.metric.grains[0]!.grain;
    if (!isWanted) return null;
    reader.open(pack);
    const entries = entriesOf(reader, key, slice.slice, (group) => groups.groupOf(key.definition.id, group));
    return { metric: key.definition.metric.metric, grain: key.grain, window: window * windowMs, entries };
  };

  for (const slice of slices.within(ranges)) {
    const { id, ...identity } = slice;
    let last: readonly [series: number, window: number] = [-1, 0];
    for (;;) {
      const rows = select.all(id, ...last) as unknown as PartialsRow[];
      const cells = rows.map((row) => cellsOf(row, slice)).filter((one) => one !== null);
      if (cells.length > 0) yield { ...identity, cells, progress: null };
      await turns.giveWay();
      if (rows.length < rowsMax) break;
      last = [rows.at(-1)![0], rows.at(-1)![1]];
    }
  }
}

function entriesOf(
  reader: RowReader,
  { definition: { measure } }: SeriesKey,
  slice: number,
  groupOf: (id: number) => readonly string[],
): PartialEntry[] {
  const { ids, throughs, columns, states } = reader.cells(measure.columns ?? 0);
  const stateAt = (index: number): EncodedState =>
    states?.[index] ?? measure.encode(measure.unpack(columns!.map((column) => column[index]!)));
  return Array.from(ids, (id, index) => [groupOf(id), slice + throughs[index]!, stateAt(index)]);
}
