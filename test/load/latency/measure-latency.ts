/* Sends events at a steady rate and measures when a socket client sees them counted. */
import { createStandardWorkload } from '@tidewatch/cli/simulator/standard-workload/create-standard-workload';
import type { ClientToServer, LiveQuery, LiveUpdate, ServerToClient } from '@tidewatch/contract';
import { io, type Socket } from 'socket.io-client';
import { finish, programOptions } from '../process/program.ts';
import { CountedEvents } from './counted-events.ts';

const sendEveryMs = 10;
/** Connections, caches and compiled code settle meanwhile; events are sent and counted, not measured. */
const warmUpMs = 5_000;
const lastUpdateMsMax = 30_000;

const { url, ratePerSecond, seconds } = programOptions() as { url: string; ratePerSecond: number; seconds: number };
const query: LiveQuery = { kind: 'series', metric: 'workload_events', from: 'now-1h', to: 'now', step: '1m' };
const counted = new CountedEvents(() => performance.now());

function total(update: LiveUpdate): number | null {
  if (update.snapshot?.kind === 'series') return update.snapshot.answer.series[0]?.total ?? null;
  return update.changes?.kind === 'series'
    ? (update.changes.series.find(({ compare }) => compare !== true)?.total ?? null)
    : null;
}

async function subscribe(): Promise<Socket<ServerToClient, ClientToServer>> {
  const socket: Socket<ServerToClient, ClientToServer> = io(`${url}/live`, { transports: ['websocket'] });
  socket.on('update', (update) => {
    const seen = total(update);
    if (seen !== null) counted.seen(seen);
  });
  const answer = await socket.timeout(10_000).emitWithAck('subscribe', { query });
  if ('error' in answer) throw new Error(answer.error.detail);
  return socket;
}

/** Sends what is due every 10 ms without waiting for answers; resolves when all were answered. */
async function sendAll(): Promise<void> {
  const begun = performance.now();
  const records = Math.ceil((ratePerSecond * (warmUpMs + seconds * 1000)) / 1000);
  const workload = createStandardWorkload({
    seed: 7,
    records,
    startMs: Date.now(),
    eventsPerSecond: ratePerSecond,
    duplicates: 0,
  });
  const answers: Promise<void>[] = [];
  let sent = 0;
  while (sent < records) {
    const due = Math.min(records, Math.floor(((performance.now() - begun) * ratePerSecond) / 1000));
    if (due > sent) {
      const batch = workload.take(due - sent);
      sent += batch.length;
      answers.push(
        post(batch.map(({ value }) => value).join('\n'), batch.length, performance.now() - begun >= warmUpMs),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, sendEveryMs));
  }
  await Promise.all(answers);
}

async function post(body: string, events: number, isMeasured: boolean): Promise<void> {
  const batch = counted.sent(events, isMeasured);
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  });
  const { accepted } = (await response.json()) as { accepted: number };
  if (accepted !== events) throw new Error(`${accepted} of ${events} events were accepted (${response.status})`);
  batch.acknowledged();
}

const socket = await subscribe();
const begun = performance.now();
await sendAll();
const sentSeconds = (performance.now() - begun) / 1000;
await counted.allSeen(lastUpdateMsMax);
socket.close();
finish({
  sentSeconds,
  events: counted.measured,
  fromSentMs: counted.fromSentMs,
  fromAcknowledgedMs: counted.fromAcknowledgedMs,
});
