import type { BenchOptions } from '../options.ts';
import { addressOf } from '../process/real-servers.ts';
import { runProgram, startProgram, type ProcessUsage } from '../process/run-program.ts';
import { withFolder } from '../process/with-folder.ts';
import type { Section } from '../report/results-page.ts';
import { figure, quantileOf } from '../report/spread.ts';
import { checkAnswers, readSeries, type Loaded } from './read-series.ts';
import type { QueryData } from './query-data.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const warmUps = 10;
const queries = 40;
const kinds = [
  { title: 'the total', search: {} },
  { title: 'the top 10 + (other)', search: { by: 'merchantId', limit: '10' } },
] as const;
const columns = ['store', 'query', 'p50 ms', 'p95 ms', 'largest ms', 'gateway and indexer: RSS MiB, largest'];

/** Series queries over HTTP against what a processor left in the store. */
export async function queryPart(options: BenchOptions): Promise<readonly Section[]> {
  const rows: (readonly string[])[] = [];
  for (const on of options.on) rows.push(...(await withFolder((folder) => measure(on, folder, options.hours))));
  const about = `${options.hours} h × 1 min of a count by merchant (2,000 groups, every one of them in every minute), over HTTP on loopback, each query for another range, a minute later than the one before, ${queries} times, one at a time, after ${warmUps} that are not counted. Elasticsearch has the parts of a day that such ranges share in its request cache. The answers are compared with what was sent.`;
  return [{ part: 'query', title: 'Series queries', about, columns, rows }];
}

async function measure(
  on: BenchOptions['on'][number],
  directory: string,
  hours: number,
): Promise<readonly (readonly string[])[]> {
  // A minute's border well behind the clock; one hour more than is read, so that no two queries are the same.
  const toMs = Math.floor(Date.now() / minuteMs) * minuteMs - 5 * minuteMs;
  const data: QueryData = { directory, fromMs: toMs - (hours + 1) * hourMs, toMs };
  const loaded = await runProgram<Loaded>('query/load-frames.ts', data);
  const elasticsearch = on === 'embedded' ? null : await addressOf('elasticsearch');
  const server = startProgram<ProcessUsage>('query/serve-store.ts', {
    directory,
    elasticsearch,
    namespace: `bench-${process.pid}-query`,
  });
  try {
    const { address, indexedSeconds } = await server.message<{ address: string; indexedSeconds: number }>();
    process.stderr.write(`${on}: ${figure(loaded.cells)} cells stored in ${figure(indexedSeconds)} s\n`);
    await checkAnswers(address, data, loaded);
    const times: (readonly number[])[] = [];
    for (const { search } of kinds) times.push(await timesOf(address, search, data.fromMs, hours));
    server.send({ stop: true });
    const usage = await server.result;
    return kinds.map(({ title }, index) => rowOf(on, title, times[index]!, usage));
  } finally {
    await server.kill();
  }
}

/** Milliseconds of each query, sorted. */
async function timesOf(
  url: string,
  search: Readonly<Record<string, string>>,
  fromMs: number,
  hours: number,
): Promise<readonly number[]> {
  const timesMs: number[] = [];
  for (let query = 0; query < warmUps + queries; query += 1) {
    const from = fromMs + query * minuteMs;
    const begun = performance.now();
    await readSeries(url, { ...search, from, to: from + hours * hourMs });
    if (query >= warmUps) timesMs.push(performance.now() - begun);
  }
  return timesMs.toSorted((left, right) => left - right);
}

function rowOf(
  on: BenchOptions['on'][number],
  title: string,
  sorted: readonly number[],
  { rssMiBMax }: ProcessUsage,
): readonly string[] {
  process.stderr.write(
    `${on}: ${title}: p50 ${figure(quantileOf(sorted, 0.5))} ms, p95 ${figure(quantileOf(sorted, 0.95))} ms\n`,
  );
  const figures = [quantileOf(sorted, 0.5), quantileOf(sorted, 0.95), sorted.at(-1)!, rssMiBMax].map(figure);
  return [on === 'embedded' ? 'embedded' : 'Elasticsearch', title, ...figures];
}
