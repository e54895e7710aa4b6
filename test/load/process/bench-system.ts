import { join } from 'node:path';
import type { PipelineAnswer, SeriesAnswer } from '@tidewatch/contract';
import { startTidewatch, type RunningTidewatch } from '../../support/run-tidewatch.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { catalogFolder } from '../fold/workload-options.ts';
import { addressOf } from './real-servers.ts';

/** A whole Tidewatch: in one process, as `tidewatch start` runs it, or in one for each role. */
export interface BenchSystem extends Pick<RunningTidewatch, 'url' | 'pid'> {
  /** Name and process id of each process. */
  readonly processes: ReadonlyMap<string, number>;
  /** Asks it to stop and waits. */
  stop(): Promise<void>;
}

/** Starts Tidewatch in one process, with the catalog of the workload unless told, embedded in `folder` or on the real servers in a namespace of its own. */
export async function startSystem(
  on: 'embedded' | 'servers',
  folder: string,
  namespace: string,
  catalog: string = catalogFolder,
): Promise<BenchSystem> {
  const servers = on === 'embedded' ? {} : await serversEnv(namespace);
  return whenReady(new Map([['all roles', await startProcess(folder, catalog, servers, [])]]));
}

/** Starts Tidewatch on the real servers with a process for each role. */
export async function startEachRole(folder: string, namespace: string): Promise<BenchSystem> {
  const servers = await serversEnv(namespace);
  const processes = new Map<string, RunningTidewatch>();
  for (const role of ['gateway', 'processor', 'indexer', 'alerter'])
    processes.set(role, await startProcess(folder, catalogFolder, servers, ['--role', role]));
  return whenReady(processes);
}

async function serversEnv(namespace: string): Promise<Readonly<Record<string, string>>> {
  return {
    TIDEWATCH_NAMESPACE: namespace,
    TIDEWATCH_LOG_KAFKA_BROKERS: await addressOf('kafka'),
    TIDEWATCH_STORE_ELASTICSEARCH_NODE: await addressOf('elasticsearch'),
  };
}

function startProcess(
  folder: string,
  catalog: string,
  servers: Readonly<Record<string, string>>,
  roles: readonly string[],
): Promise<RunningTidewatch> {
  return startTidewatch({
    args: ['--catalog', catalog, '--data', join(folder, 'data'), '--port', '0', ...roles],
    env: { TIDEWATCH_LOG_LEVEL: 'error', ...servers },
  });
}

/** `started` by name, the one with the gateway first. */
async function whenReady(started: ReadonlyMap<string, RunningTidewatch>): Promise<BenchSystem> {
  const all = [...started.values()];
  const { url, pid } = all[0]!;
  await waitUntil('Tidewatch is ready', async () => (await fetch(`${url}/readyz`)).ok, 60_000);
  return {
    url,
    pid,
    processes: new Map([...started].map(([name, process]) => [name, process.pid])),
    async stop() {
      for (const one of all) one.kill('SIGTERM');
      await Promise.all(all.map((one) => one.ended()));
    },
  };
}

export async function pipelineOf(url: string): Promise<PipelineAnswer> {
  return (await (await fetch(`${url}/v1/pipeline`)).json()) as PipelineAnswer;
}

/** Total of a metric of the workload over a range, epoch milliseconds. */
export async function totalOf(url: string, metric: string, from: number, to: number): Promise<number | null> {
  const search = new URLSearchParams({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step: '1h',
  });
  const response = await fetch(`${url}/v1/metrics/${metric}/series?${search.toString()}`);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return ((await response.json()) as SeriesAnswer).series[0]?.total ?? null;
}
