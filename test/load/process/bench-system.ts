import { join } from 'node:path';
import type { PipelineAnswer, SeriesAnswer } from '@tidewatch/contract';
import { startTidewatch, type RunningTidewatch } from '../../support/run-tidewatch.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { catalogFolder } from '../fold/workload-options.ts';
import { addressOf } from './real-servers.ts';

/** A whole Tidewatch in one process, as `tidewatch start` runs it. */
export interface BenchSystem extends RunningTidewatch {
  /** Asks it to stop and waits. */
  stop(): Promise<void>;
}

/** Starts Tidewatch, with the catalog of the workload unless told, embedded in `folder` or on the real servers in a namespace of its own. */
export async function startSystem(
  on: 'embedded' | 'servers',
  folder: string,
  namespace: string,
  catalog: string = catalogFolder,
): Promise<BenchSystem> {
  const servers =
    on === 'embedded'
      ? {}
      : {
          TIDEWATCH_NAMESPACE: namespace,
          TIDEWATCH_LOG_KAFKA_BROKERS: await addressOf('kafka'),
          TIDEWATCH_STORE_ELASTICSEARCH_NODE: await addressOf('elasticsearch'),
        };
  const system = await startTidewatch({
    args: ['--catalog', catalog, '--data', join(folder, 'data'), '--port', '0'],
    env: { TIDEWATCH_LOG_LEVEL: 'error', ...servers },
  });
  await waitUntil('Tidewatch is ready', async () => (await fetch(`${system.url}/readyz`)).ok, 60_000);
  return {
    ...system,
    async stop() {
      system.kill('SIGTERM');
      await system.ended();
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
