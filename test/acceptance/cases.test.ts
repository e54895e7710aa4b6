import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseAnswer, CasesAnswer } from '@tidewatch/contract/operations/cases';
import type { LiveUpdate, SubscribeAck } from '@tidewatch/contract/socket';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const rina = { id: 'person-rina', name: 'Rina' };
const dewi = { id: 'person-dewi', name: 'Dewi "><img src=x onerror=alert(1)>' };
/** Time that a busy test machine may take to do anything at all. */
const waitMsMax = 30_000;

let data = '';
let tidewatch: RunningTidewatch;
const sockets: Socket[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tidewatch-cases-'));
  tidewatch = await startTidewatch({ args: ['--data', data, '--port', '0'] });
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  tidewatch?.kill('SIGKILL');
  await tidewatch?.ended();
  await rm(data, { recursive: true, force: true });
});

/** A cancelled order, once it stands in the queue. */
async function cancelledOrder(): Promise<string> {
  const orderId = randomUUID();
  const event = {
    specversion: '1.0',
    id: `${orderId}/cancelled`,
    source: 'acceptance',
    type: 'order.cancelled',
    time: new Date().toISOString(),
    subject: orderId,
    data: { orderId, merchantId: 'apotek', city: 'Surabaya', reason: 'out_of_stock', patientName: 'Siti Wahyuni' },
  };
  await waitUntil(
    'the event is taken',
    async () => {
      const headers = { 'content-type': 'application/cloudevents+json' };
      const body = JSON.stringify(event);
      return (await fetch(`${tidewatch.url}/v1/events`, { method: 'POST', headers, body })).status === 202;
    },
    waitMsMax,
  );
  return waitUntil(
    'the case is in the queue',
    async () => (await queue()).rows.find(({ event: { subject } }) => subject === orderId)?.event.key,
    waitMsMax,
  );
}

async function get<Answer>(path: string): Promise<Answer> {
  return (await (await fetch(tidewatch.url + path)).json()) as Answer;
}
const queue = () => get<CasesAnswer>('/v1/cases');

async function act(key: string, name: string, body: Readonly<Record<string, unknown>>) {
  const response = await fetch(`${tidewatch.url}/v1/cases/${key}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ request: randomUUID(), by: rina, ...body }),
  });
  return { status: response.status, body: (await response.json()) as CaseAnswer & { code?: string; detail?: string } };
}

/** Another screen: what it has heard of one query so far, and when. */
async function screen(query: Readonly<Record<string, unknown>>) {
  const socket = io(`${tidewatch.url}/live`, { transports: ['websocket'], forceNew: true });
  sockets.push(socket);
  const heard: { readonly atMs: number; readonly said: unknown }[] = [];
  socket.on('update', ({ changes, snapshot }: LiveUpdate) => {
    const said = changes ?? snapshot;
    if (said !== undefined) heard.push({ atMs: performance.now(), said });
  });
  const ack = (await socket.timeout(waitMsMax).emitWithAck('subscribe', { query })) as SubscribeAck;
  if ('error' in ack) throw new Error(ack.error.detail);
  return { socket, snapshot: ack.snapshot, heard };
}

describe('cases', () => {
  it('two people: the first claim counts, the second is told who has it', async () => {
    const key = await cancelledOrder();
    const answers = await Promise.all([act(key, 'claim', {}), act(key, 'claim', { by: dewi })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const [winner, loser] = answers.toSorted((one, other) => one.status - other.status);
    expect(loser?.body.code).toBe('case_taken');
    expect(loser?.body.case?.claim).toEqual(winner?.body.case?.claim);
    expect(loser?.body.detail).toContain(winner?.body.case?.claim?.by.name ?? 'nobody');
  });

  it('a comment is on the other screen within a second of the log having it', { timeout: 60_000 }, async () => {
    const key = await cancelledOrder();
    const other = await screen({ kind: 'case', key });
    const delaysMs: number[] = [];
    for (const text of ['no answer yet', '=1+1', '"><img onerror=x>']) {
      expect((await act(key, 'comment', { text })).status).toBe(200);
      const writtenAt = performance.now();
      const found = await waitUntil(
        'the comment comes',
        async () =>
          other.heard.find(({ said }) =>
            (said as CaseAnswer).case?.history.some((entry) => entry.act === 'comment' && entry.text === text),
          ),
        waitMsMax,
      );
      delaysMs.push(found.atMs - writtenAt);
    }
    // The best of three: a busy machine may hold up any single one.
    expect(Math.min(...delaysMs)).toBeLessThan(1_000);
  });

  it(
    'a claim changes the queue of every screen, and who looks is seen until the socket goes',
    { timeout: 60_000 },
    async () => {
      const key = await cancelledOrder();
      const list = await screen({ kind: 'cases', show: 'free' });
      const presence = await screen({ kind: 'presence' });
      await act(key, 'claim', {});
      const changed = () => list.heard.some(({ said }) => (said as { gone: readonly string[] }).gone.includes(key));
      await expect.poll(changed, { timeout: waitMsMax }).toBe(true);
      const looker = await screen({ kind: 'case', key });
      looker.socket.emit('look', { key, person: dewi });
      const seen = () => JSON.stringify(presence.heard.at(-1)?.said ?? null);
      await expect.poll(seen, { timeout: waitMsMax }).toContain('onerror');
      looker.socket.close();
      await expect.poll(seen, { timeout: waitMsMax }).not.toContain('onerror');
    },
  );

  it('what was done outlives a kill', { timeout: 90_000 }, async () => {
    const key = await cancelledOrder();
    await act(key, 'claim', {});
    await act(key, 'comment', { text: 'she will call back' });
    await act(key, 'hand-over', { from: rina.id, to: dewi });
    const ended = await act(key, 'outcome', { by: dewi, outcome: 'refunded' });
    expect(ended.status).toBe(200);
    const before = (await queue()).counts;
    tidewatch.kill('SIGKILL');
    await tidewatch.ended();
    tidewatch = await startTidewatch({ args: ['--data', data, '--port', '0'] });
    const after = await waitUntil(
      'the case is there again',
      async () => {
        const answer = await get<Partial<CaseAnswer>>(`/v1/cases/${key}`);
        return answer.event === undefined ? null : answer;
      },
      waitMsMax,
    );
    expect(after.case).toEqual(ended.body.case);
    expect(after.event).toMatchObject({ data: { patientName: null }, masked: ['patientName'] });
    await expect.poll(async () => (await queue()).counts.doneToday, { timeout: waitMsMax }).toBe(before.doneToday);
  });

  it('the list behind a number has as many events as the number', { timeout: 60_000 }, async () => {
    await cancelledOrder();
    await waitUntil(
      'list and number agree',
      async () => {
        const { series } = await get<{ series: readonly { total: number }[] }>(
          '/v1/metrics/cancellations/series?from=now-1h',
        );
        const { events, next } = await get<{ events: readonly unknown[]; next: string | null }>(
          '/v1/events?metric=cancellations&from=now-1h&limit=1000',
        );
        return next === null && events.length > 0 && series[0]?.total === events.length;
      },
      waitMsMax,
    );
  });
});
