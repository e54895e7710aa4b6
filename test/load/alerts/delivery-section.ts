import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { send } from '../../support/event-stream.ts';
import type { BenchOptions } from '../options.ts';
import { startSystem } from '../process/bench-system.ts';
import { withFolder } from '../process/with-folder.ts';
import type { Section } from '../report/results-page.ts';
import { figure, quantileOf } from '../report/spread.ts';
import { startReceiver, type Receiver } from './start-receiver.ts';

const episodes = 40;
const shares = [0.5, 0.95, 0.99];
const columns = ['on', 'what', 'p50 ms', 'p95 ms', 'p99 ms', 'largest ms'];
const tellMsMax = 60_000;

/** Milliseconds of each episode, sorted. */
interface Waits {
  readonly crossed: readonly number[];
  readonly ended: readonly number[];
}

/** From an event in the log to the request at the receiver. */
export async function deliverySection({ on: wanted }: BenchOptions): Promise<Section> {
  const rows: (readonly string[])[] = [];
  for (const on of wanted) {
    const { crossed, ended } = await withFolder((folder) => measure(on, folder));
    const name = on === 'embedded' ? 'embedded' : 'Kafka + Elasticsearch';
    rows.push(rowOf(name, 'it fires', crossed), rowOf(name, 'it is over', ended));
  }
  const about = `${episodes} alerts of a rule without \`for\`, one after the other at odd moments; from the acknowledged append of the event that crosses, or of those that end it, to the request at a webhook. Processor, alerter and receiver share the machine.`;
  return { part: 'alerts-delivery', title: 'Crossing to request', about, columns, rows };
}

function rowOf(on: string, what: string, sorted: readonly number[]): readonly string[] {
  const figures = [...shares.map((share) => quantileOf(sorted, share)), sorted.at(-1) ?? Number.NaN].map(figure);
  process.stderr.write(`${on}: ${what}: p50 ${figures[0]} ms, p95 ${figures[1]} ms\n`);
  return [on, what, ...figures];
}

async function measure(on: BenchOptions['on'][number], folder: string): Promise<Waits> {
  const receiver = await startReceiver();
  const catalog = join(folder, 'catalog');
  await mkdir(catalog);
  await writeFile(join(catalog, 'all.yaml'), catalogOf(receiver.url));
  const system = await startSystem(on, folder, `bench-${process.pid}-alerts`, catalog);
  const waits = { crossed: [] as number[], ended: [] as number[] };
  try {
    // The first one is the warm-up.
    for (let episode = 0; episode <= episodes; episode += 1) {
      const place = `place-${episode}`;
      const crossed = await waitFor(receiver, 'firing', place, () => append(system.url, place, [500]));
      await atAnOddMoment();
      // As many as pull the average below the threshold.
      const ended = await waitFor(receiver, 'resolved', place, () => append(system.url, place, Array(20).fill(0)));
      await atAnOddMoment();
      if (episode > 0) {
        waits.crossed.push(crossed);
        waits.ended.push(ended);
      }
    }
  } finally {
    await system.stop();
    await receiver.close();
  }
  const sorted = (values: readonly number[]): readonly number[] => values.toSorted((left, right) => left - right);
  return { crossed: sorted(waits.crossed), ended: sorted(waits.ended) };
}

/** The pipeline has its own rhythm: who always comes right after its tick measures that. */
const atAnOddMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 1_000));

/** Milliseconds from the answer of `act` to the request about it. */
async function waitFor(
  receiver: Receiver,
  state: 'firing' | 'resolved',
  place: string,
  act: () => Promise<void>,
): Promise<number> {
  const told = receiver.told(state, place, tellMsMax);
  await act();
  const from = performance.now();
  // What comes before the answer was read took no time.
  return Math.max(0, (await told) - from);
}

let lastId = 0;
async function append(url: string, place: string, seconds: readonly number[]): Promise<void> {
  const events = seconds.map((value) => ({
    specversion: '1.0',
    id: String((lastId += 1)),
    source: 'probes',
    type: 'probe.measured',
    time: new Date().toISOString(),
    subject: place,
    data: { place, seconds: value },
  }));
  if (!(await send(url, events))) throw new Error('the server does not take events');
}

const catalogOf = (url: string): string => `event: probe.measured
data: { place: { type: string, dimension: true }, seconds: { type: number } }
---
metric: probe_seconds
from: [probe.measured]
by: [place]
measure: avg
field: event.data.seconds
---
rule: slow_probes
metric: probe_seconds
by: [place]
over: 5m
when: value > 100
---
receiver: bench
allowPrivate: true
rateLimit: { messages: 10000, per: 1h }
webhook: { url: '${url}' }
---
route: bench
receiver: bench
groupBy: [place]
groupWait: 0s
groupInterval: 1s
`;
