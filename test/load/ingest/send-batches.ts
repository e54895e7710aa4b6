/* Sends the standard workload to `POST /v1/events` as fast as it is acknowledged. Bodies are made before the clock starts. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { createStandardWorkload } from '@tidewatch/cli/simulator/standard-workload/create-standard-workload';
import type { IngestAnswer } from '@tidewatch/contract';
import { standardOptions } from '../fold/workload-options.ts';
import { finish, programOptions, usageSince } from '../process/program.ts';

const batchEvents = 500;

const { url, records, connections } = programOptions() as { url: string; records: number; connections: number };
const workload = createStandardWorkload(standardOptions(records));
const bodies: Buffer[] = [];
for (let batch = workload.take(batchEvents); batch.length > 0; batch = workload.take(batchEvents)) {
  bodies.push(Buffer.from(batch.map(({ value }) => value).join('\n')));
}
let next = 0;
let accepted = 0;
let refused = 0;
const waitsMs: number[] = [];

/* Not fetch, which needs several times the processor time: sender and server share the machine. */
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const options = { agent, method: 'POST', headers: { 'content-type': 'application/x-ndjson' } };

async function post(body: Buffer): Promise<IngestAnswer> {
  const [response] = (await once(request(`${url}/v1/events`, options).end(body), 'response')) as [IncomingMessage];
  return (await json(response)) as IngestAnswer;
}

async function sendAll(): Promise<void> {
  while (next < bodies.length) {
    const body = bodies[next]!;
    next += 1;
    const sentAt = performance.now();
    const answer = await post(body);
    waitsMs.push(performance.now() - sentAt);
    accepted += answer.accepted ?? 0;
    refused += answer.rejected?.length ?? batchEvents;
  }
}

const cpu = process.cpuUsage();
const begun = performance.now();
await Promise.all(Array.from({ length: connections }, sendAll));
const seconds = (performance.now() - begun) / 1000;
agent.destroy();
const { events, amount } = workload.totals;
finish({ seconds, accepted, refused, waitsMs, events, amount, ...usageSince(cpu) });
