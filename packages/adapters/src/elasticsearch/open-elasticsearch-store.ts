import type { Clock } from '@tidewatch/core/ports/clock';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { searchEvents } from './events/search-events.ts';
import { indexNames } from './indices/index-names.ts';
import { readIdentity } from './partials/identity.ts';
import { readProgress } from './partials/progress.ts';
import { readPartials } from './partials/read-partials.ts';
import { readSliceStates } from './partials/read-slice-states.ts';
import { pruneIndices } from './prune-indices.ts';
import { RareColumns } from './series/columns/rare-columns.ts';
import type { SeriesLimits } from './series/read-numbers.ts';
import { readSeries } from './series/read-series.ts';
import { createClient, type ElasticsearchSettings } from './server/create-client.ts';
import { createServer } from './server/server.ts';
import { createStoreWrites } from './store-writes.ts';

export interface ElasticsearchStoreOptions {
  readonly settings: ElasticsearchSettings;
  /** Begins the name of every index and template. */
  readonly namespace: string;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Uniform in [0, 1): spreads retries. */
  readonly random: () => number;
  readonly limits?: SeriesLimits;
}

/**
 * The metric store on Elasticsearch 9: one plain index per grain and period, one document per partial under its own hash and
 * an external version. Opening needs no server: writes wait for it and reads say `store_unavailable`.
 * @throws settings_invalid when a file of the settings cannot be read
 */
export async function openElasticsearchStore(options: ElasticsearchStoreOptions): Promise<MetricStore> {
  const { settings, namespace, clock, telemetry, random, limits } = options;
  const server = createServer({ client: createClient(settings), telemetry, random });
  const names = indexNames(namespace);
  const sources = { server, names, rareColumns: new RareColumns(server, names) };
  return {
    ...createStoreWrites({ server, names, namespace, clock, telemetry, random }),
    partials: (slices, grains) => readPartials(server, names, slices, grains),
    identity: () => readIdentity(server, names),
    progress: () => readProgress(server, names),
    series: (query, access) => readSeries(sources, query, access, limits),
    sliceStates: (query, access) => readSliceStates(sources, query, access, limits),
    searchEvents: (query, access) => searchEvents(server, names, query, access),
    async refresh() {
      const indices = [names.allRollups, names.allEvents, names.progress].join(',');
      await server.ask(
        { method: 'POST', path: `/${indices}/_refresh`, query: { ignore_unavailable: true } },
        'refresh',
      );
    },
    prune: (policy) => pruneIndices(server, names, policy),
    close: () => server.close(),
  };
}
