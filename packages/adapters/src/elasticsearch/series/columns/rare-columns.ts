import type { MeasureName, Metric } from '@tidewatch/contract';
import type { StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import type { IndexNames } from '../../indices/index-names.ts';
import { isSketch } from '../../partials/state-columns.ts';
import type { Server } from '../../server/server.ts';
import { timeFilter } from '../filters.ts';

const probes = {
  hi: { exists: { field: 'hi' } },
  real: { exists: { field: 'real' } },
  opaque: { term: { opaque: true } },
};
type RareColumn = keyof typeof probes;

/** Which of the rarer columns a read takes. */
export type ReadColumns = Readonly<Record<RareColumn, boolean>>;

type ProbedQuery = Pick<StoreSeriesQuery, 'metric' | 'grain' | 'bounds'>;

/**
 * Knows which of the rarer columns the partials of a metric have. Summing a column that nothing has costs a fifth of a query over
 * millions of documents, looking for it costs next to nothing.
 */
export class RareColumns {
  readonly #server: Server;
  readonly #names: IndexNames;
  /** Those that were met, by metric. */
  readonly #met = new Map<string, Set<RareColumn>>();

  constructor(server: Server, names: IndexNames) {
    this.#server = server;
    this.#names = names;
  }

  /** Reads with the columns that were met before, and looks for others meanwhile: where some are found, reads again. */
  async read<Result>(query: ProbedQuery, read: (columns: ReadColumns) => Promise<Result>): Promise<Result> {
    const met = this.#metOf(query.metric);
    for (;;) {
      const columns = { hi: met.has('hi'), real: met.has('real'), opaque: met.has('opaque') };
      const [result, others] = await Promise.all([read(columns), this.#find(query, columns)]);
      if (others.length === 0) return result;
      for (const other of others) met.add(other);
    }
  }

  #metOf({ metric, measure }: Metric): Set<RareColumn> {
    const met = this.#met.get(metric) ?? new Set(alwaysReadOf(measure));
    this.#met.set(metric, met);
    return met;
  }

  /** Those of the columns that are not read and that some partial of the metric has in the range. */
  async #find({ metric, grain, bounds }: ProbedQuery, columns: ReadColumns): Promise<readonly RareColumn[]> {
    const absent = (Object.keys(probes) as RareColumn[]).filter((column) => !columns[column]);
    if (absent.length === 0) return [];
    const [fromMs = 0, toMs = 0] = [bounds[0], bounds.at(-1)];
    const filters = Object.fromEntries(absent.map((column) => [column, probes[column]]));
    const { aggregations } = await this.#server.ask<Answer>(
      {
        method: 'POST',
        path: `/${this.#names.rollupsBetween(grain, fromMs, toMs).join(',')}/_search`,
        query: { ignore_unavailable: true, allow_partial_search_results: false },
        body: {
          size: 0,
          track_total_hits: false,
          query: {
            bool: {
              filter: [{ term: { metric: metric.metric } }, timeFilter(fromMs, toMs)],
              should: Object.values(filters),
              minimum_should_match: 1,
            },
          },
          aggs: { found: { filters: { filters } } },
        },
      },
      'read series',
    );
    return absent.filter((column) => (aggregations?.found.buckets[column]?.doc_count ?? 0) > 0);
  }
}

/** Columns that need not be looked for: an extreme is in `real`, and a sketch is always opaque. */
function alwaysReadOf(measure: MeasureName): readonly RareColumn[] {
  if (isSketch(measure)) return ['hi', 'real', 'opaque'];
  return measure === 'min' || measure === 'max' ? ['hi', 'real'] : [];
}

interface Answer {
  /** Absent where no index exists. */
  readonly aggregations?: {
    readonly found: { readonly buckets: Readonly<Partial<Record<RareColumn, { readonly doc_count: number }>>> };
  };
}
