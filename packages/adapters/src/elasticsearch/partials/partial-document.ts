import type { Group, PartialCells, PartialEntry, SliceIdentity } from '@tidewatch/contract';
import type { BulkOperation } from '../bulk/bulk-operation.ts';
import type { IndexNames } from '../indices/index-names.ts';
import { dimensionKey, documentId, isHashed, keyOf } from '../indices/keys.ts';
import type { MetricShape } from './metric-shapes.ts';
import { originOf } from './origin.ts';
import { columnsOf, stateOf, type StateColumns } from './state-columns.ts';

/** One partial as it is stored. */
export interface PartialDocument extends StateColumns {
  readonly '@timestamp': number;
  readonly metric: string;
  readonly grain: string;
  readonly finest: boolean;
  readonly origin: string;
  readonly slice: number;
  readonly through: number;
  /** Keys of the values in the order of the metric's dimensions. */
  readonly dim: Readonly<Record<string, string>>;
  /** JSON text of the values; only where some key is not its value. */
  readonly group?: string;
}

export function partialOperation(
  names: IndexNames,
  slice: SliceIdentity,
  cells: PartialCells,
  entry: PartialEntry,
  shape: MetricShape,
): BulkOperation {
  const { generation, topic, epoch, partition } = slice;
  const { metric, grain, window } = cells;
  const [group, through, state] = entry;
  const document = (): PartialDocument => {
    const keys = group.map(keyOf);
    return {
      '@timestamp': window,
      metric,
      grain,
      finest: grain === shape.finestGrain,
      origin: originOf(slice),
      slice: slice.slice,
      through,
      dim: Object.fromEntries(shape.by.map((name, index) => [dimensionKey(name), keys[index]!])),
      ...(keys.some(isHashed) ? { group: JSON.stringify(group) } : {}),
      ...columnsOf(shape.measure, state),
    };
  };
  return {
    index: names.rollups(grain, window),
    id: documentId([generation, metric, grain, window, group, topic, epoch, partition, slice.slice]),
    version: through + 1,
    versionType: 'external',
    source: () => JSON.stringify(document()),
    subject: metric,
  };
}

/** The group of a stored partial. */
export function groupOf({ dim, group }: Pick<PartialDocument, 'dim' | 'group'>): Group {
  return group === undefined ? Object.values(dim) : (JSON.parse(group) as string[]);
}

export function entryOf(document: PartialDocument): PartialEntry {
  return [groupOf(document), document.through, stateOf(document)];
}
