import { otherGroupValue, TidewatchError, type Access } from '@tidewatch/contract';
import { groupKey } from '@tidewatch/core/fold/group-key';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { StoreSeries, StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import { grainMs } from '../indices/grain-ms.ts';
import type { IndexNames } from '../indices/index-names.ts';
import { keyOf } from '../indices/keys.ts';
import { isSketch } from '../partials/state-columns.ts';
import type { Server } from '../server/server.ts';
import { groupsFilter, seriesFilters } from './filters.ts';
import { readHashedValues } from './hashed-values.ts';
import type { RareColumns } from './columns/rare-columns.ts';
import { readNumbers, TooManyDocuments, type NumbersRequest, type SeriesLimits } from './read-numbers.ts';
import { readOpaque } from './read-opaque.ts';
import { searchCells } from './search-cells.ts';
import { SeriesCollector } from './series-collector.ts';
import { halved, wholeCut, type TimeCut } from './time/time-buckets.ts';

/** More named groups of several dimensions than this are picked out here, not by the server: each is a clause. */
const namedClausesMax = 200;

/** What series are read from. */
export interface SeriesSources {
  readonly server: Server;
  readonly names: IndexNames;
  readonly rareColumns: RareColumns;
}

/** Answers a series query: numbers merged by the server, sketches and very large integers merged here. */
export async function readSeries(
  sources: SeriesSources,
  query: StoreSeriesQuery,
  access: Access,
  limits: SeriesLimits = {},
): Promise<StoreSeries[]> {
  const buckets = query.bounds.length - 1;
  const filters = buckets < 1 ? null : seriesFilters(query, access);
  if (filters === null) return [];
  let cut: TimeCut | null = wholeCut(query.bounds);
  while (cut !== null) {
    try {
      return await readCut(sources, query, filters, cut, limits);
    } catch (error) {
      if (!(error instanceof TooManyDocuments)) throw error;
      cut = halved(cut, grainMs(query.grain));
    }
  }
  throw new TidewatchError(
    'query_too_wide',
    'One window has more partials than can be summed exactly. Ask for fewer groups.',
  );
}

async function readCut(
  { server, names, rareColumns }: SeriesSources,
  query: StoreSeriesQuery,
  filters: readonly object[],
  cut: TimeCut,
  limits: SeriesLimits,
): Promise<StoreSeries[]> {
  const values = new Map<string, string>();
  const search = searchCells(server, names, query.grain);
  const collector = await rareColumns.read(query, async (columns) => {
    const found = new SeriesCollector(measureOf(query.metric), query.bounds.length - 1);
    const numbers = numberParts(query, filters).map((part) =>
      readNumbers({ search, query, cut, columns, ...limits, ...part }, found),
    );
    const opaque = columns.opaque
      ? [readOpaque(server, names, { query, filters, shown: shownKeys(query), values }, found)]
      : [];
    await Promise.all([...numbers, ...opaque]);
    return found;
  });
  await readHashedValues(server, names, query.by, collector.keys(), values);
  return collector.series((key) => values.get(key) ?? key);
}

type NumberPart = Pick<NumbersRequest, 'by' | 'groupsMax' | 'filters' | 'shown'>;

/** The requests that together see every document once: named groups, and the rest as one. */
function numberParts(query: StoreSeriesQuery, filters: readonly object[]): NumberPart[] {
  const { by, only } = query;
  if (isSketch(query.metric.measure)) return [];
  const part = { shown: shownKeys(query), filters, groupsMax: null };
  if (by.length === 0) return [{ ...part, by }];
  if (only === undefined || (by.length > 1 && only.length > namedClausesMax)) return [{ ...part, by }];
  const others = by.map(() => otherGroupValue);
  const rest = { ...part, by: [], shown: () => others };
  if (only.length === 0) return [rest];
  const named = groupsFilter(by, only);
  return [
    { ...part, by, groupsMax: only.length, filters: [...filters, named] },
    { ...rest, filters: [...filters, { bool: { must_not: named } }] },
  ];
}

/** The keys under which a group is shown: its own where it is named, else those of `(other)`. */
function shownKeys({ by, only }: StoreSeriesQuery): NumbersRequest['shown'] {
  if (only === undefined || by.length === 0) return (keys) => keys;
  const named = new Set(only.map((group) => groupKey(group.map(keyOf))));
  const others = by.map(() => otherGroupValue);
  return (keys) => (named.has(groupKey(keys)) ? keys : others);
}
