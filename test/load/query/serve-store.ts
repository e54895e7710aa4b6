/* The roles indexer and gateway over a log that is already written. Says its address when the store has everything. */
import { once } from 'node:events';
import { createSystem } from '@tidewatch/cli/commands/start/create-system';
import { ProcessHealth } from '@tidewatch/cli/commands/start/process-health';
import { readCatalog } from '@tidewatch/cli/commands/start/read-catalog';
import { settingsSchema } from '@tidewatch/contract';
import { indexerGroups } from '@tidewatch/core/log/indexer-groups';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { waitUntil } from '../../support/wait-until.ts';
import { finish, programOptions, tell, usageSince } from '../process/program.ts';
import { queryCatalogFolder } from './query-data.ts';

const indexedMsMax = 3_600_000;

const { directory, elasticsearch, namespace } = programOptions() as {
  directory: string;
  elasticsearch: string | null;
  namespace: string;
};
const settings = settingsSchema.parse({
  namespace,
  data: directory,
  ...(elasticsearch === null ? {} : { store: { elasticsearch: { node: elasticsearch } } }),
  http: { port: 0 },
});
const cpu = process.cpuUsage();
const begun = performance.now();
const system = await createSystem({
  settings,
  catalog: await readCatalog(queryCatalogFolder),
  roles: new Set(['indexer', 'gateway'] as const),
  telemetry: noTelemetry,
  dashboardFolder: '',
  simulated: false,
  health: new ProcessHealth(),
  signal: new AbortController().signal,
  onFailure: (error) => {
    throw error;
  },
});
const { log, store } = system.ports;
const ends = new Map((await log.offsets('rollups')).map(({ partition, end }) => [partition, end]));
await waitUntil(
  'the store has every frame',
  async () => {
    const identity = await store.identity();
    if (identity === null) return false;
    const committed = await log.committed(indexerGroups(identity).frames, 'rollups');
    return [...ends].every(([partition, end]) => end === 0 || (committed.get(partition) ?? 0) >= end);
  },
  indexedMsMax,
);
await store.refresh();
tell({ address: system.address, indexedSeconds: (performance.now() - begun) / 1000 });
await once(process, 'message');
const usage = usageSince(cpu);
await system.stop();
finish(usage);
