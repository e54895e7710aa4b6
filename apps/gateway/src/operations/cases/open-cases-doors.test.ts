import type { CaseAnswer, CasesAnswer } from '@tidewatch/contract/operations/cases';
import type { EventsAnswer } from '@tidewatch/contract/events';
import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import { eventKey } from '@tidewatch/core/query/events/event-key';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, type Reply, type RunningGateway } from '../../testing/running-gateway.fixture.ts';

const rina = { id: 'person-rina', name: 'Rina' };
const dewi = { id: 'person-dewi', name: 'Dewi "><img onerror>' };
const minuteMs = 60_000;

const stored = (order: string, minutesAgo: number): IndexedEvent => ({
  topic: 'events',
  partition: 0,
  offset: minutesAgo,
  appendTime: worldStartMs,
  event: {
    id: order,
    source: 'shop',
    type: 'suite.e0',
    time: worldStartMs - minutesAgo * minuteMs,
    subject: order,
    imported: false,
    data: { orderId: order, city: 'Surabaya', patientName: 'Siti Wahyuni' },
  },
});
const events = [stored('o1', 30), stored('o2', 10), stored('o3', 5)];
const keyOf = (order: string) => eventKey(stored(order, { o1: 30, o2: 10, o3: 5 }[order] ?? 0).event);

let world: RollupsWorld;
let running: RunningGateway;
let requests = 0;
beforeEach(async () => {
  world = new RollupsWorld(worldStartMs);
  world.store.events = events;
  running = await startGateway({ world });
});
afterEach(() => running.gateway.stop());

/** `at` is another gateway on the same log. */
function act(
  order: string,
  name: string,
  body: Readonly<Record<string, unknown>>,
  at = running,
): Promise<Reply<CaseAnswer>> {
  const said = { request: `request-${++requests}`, by: rina, ...body };
  return at.postJson(`/v1/cases/${keyOf(order)}/${name}`, said);
}
const written = () => world.log.recordsOf('operations', 0).length;

test('a claim is answered with the case when the log has it', async () => {
  const reply = await act('o1', 'claim', {});
  expect(reply.status).toBe(200);
  expect(reply.body.case).toMatchObject({ key: keyOf('o1'), claim: { by: rina, at: worldStartMs }, outcome: null });
  expect(
    JSON.parse(new TextDecoder().decode(world.log.recordsOf('operations', 0)[0]?.value ?? undefined)),
  ).toMatchObject({
    v: 1,
    kind: 'case',
    act: 'claim',
    event: { key: keyOf('o1'), source: 'shop', id: 'o1', type: 'suite.e0' },
  });
});

test('the second claimer is told who was first, and nothing is written', async () => {
  await act('o1', 'claim', {});
  const before = written();
  const reply = await act('o1', 'claim', { by: dewi });
  expect(reply.status).toBe(409);
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(reply.body).toMatchObject({
    code: 'case_taken',
    detail: 'Rina has it already.',
    case: { claim: { by: rina } },
  });
  expect(written()).toBe(before);
});

test('of claims at the same moment, one wins', async () => {
  const replies = await Promise.all([act('o1', 'claim', {}), act('o1', 'claim', { by: dewi })]);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect(new Set(replies.map((reply) => reply.body.case?.claim?.by.name)).size).toBe(1);
});

test('gateways agree: a claim at one is a conflict at the other', async () => {
  const other = await startGateway({ world });
  await act('o1', 'claim', {});
  expect(await act('o1', 'claim', { by: dewi }, other)).toMatchObject({ status: 409, body: { code: 'case_taken' } });
  await other.gateway.stop();
});

test('sent again, a request changes nothing and is answered alike', async () => {
  const first = await act('o1', 'comment', { request: 'request-again', text: ' she will call back ' });
  const before = written();
  const second = await act('o1', 'comment', { request: 'request-again', text: ' she will call back ' });
  expect(second.body).toEqual(first.body);
  expect(second.body.case).toMatchObject({ comments: 1, history: [{ act: 'comment', text: 'she will call back' }] });
  expect(written()).toBe(before);
});

test('claim, comment, hand over, outcome: all of it outlives the process', async () => {
  await act('o1', 'claim', {});
  await act('o1', 'comment', { text: 'no answer yet' });
  await act('o1', 'hand-over', { from: rina.id, to: dewi });
  const ended = await act('o1', 'outcome', { by: dewi, outcome: 're-ordered' });
  expect(ended.body.case).toMatchObject({ claim: { by: dewi }, outcome: { name: 're-ordered', by: dewi } });
  await running.gateway.stop();
  running = await startGateway({ world });
  expect((await running.get(`/v1/cases/${keyOf('o1')}`)).body['case']).toEqual(ended.body.case);
});

test('what the screen showed must still be so', async () => {
  await act('o1', 'claim', {});
  for (const [name, body] of [
    ['release', { from: dewi.id }],
    ['hand-over', { from: null, to: dewi }],
    ['outcome', { outcome: 'called', was: 'refunded' }],
  ] as const)
    expect(await act('o1', name, body)).toMatchObject({ status: 409, body: { code: 'case_changed' } });
  expect((await act('o1', 'release', { from: rina.id })).status).toBe(200);
});

test('the queue: free ones first, oldest first, with counts; events of a search say who has them', async () => {
  await act('o1', 'claim', {});
  await act('o2', 'outcome', { outcome: 'refunded' });
  const { body } = await running.get<CasesAnswer>('/v1/cases?type=suite.e0&tz=Asia/Jakarta');
  const { rows, counts, history } = body;
  expect(rows.map(({ event }) => event.id)).toEqual(['o3', 'o1']);
  expect(counts).toMatchObject({ open: 2, free: 1, claimed: 1, over: 1, doneToday: 1 });
  expect(history).toBe('available');
  expect(rows[0]?.event).toMatchObject({ data: { patientName: null }, masked: ['patientName'] });
  const found = (await running.get<EventsAnswer>('/v1/events?type=suite.e0')).body;
  expect(found.events.map((event) => event.case?.claim?.by.name ?? event.case?.outcome?.name ?? null)).toEqual([
    null,
    'refunded',
    'Rina',
  ]);
});

test('a search looks into what is shown, and says how far it looked', async () => {
  const found = (await running.get<EventsAnswer>('/v1/events?metric=orders&find=O2')).body;
  expect(found).toMatchObject({ events: [{ id: 'o2' }], next: null, scanned: 3 });
  expect((await running.get('/v1/events?metric=nothing')).body).toMatchObject({ code: 'unknown_metric' });
  expect((await running.get('/v1/events?find=siti')).body).toMatchObject({ events: [] });
});

test.each([
  [
    'an event that is not there',
    `/v1/cases/${eventKey({ time: 1, source: 'a', id: 'b' })}/claim`,
    {},
    404,
    'unknown_event',
  ],
  ['what is no key', '/v1/cases/..%2f..%2fetc/claim', {}, 404, 'unknown_event'],
  ['an outcome that there is not', `/v1/cases/${keyOf('o1')}/outcome`, { outcome: 'calld' }, 400, 'invalid_parameter'],
  [
    'a name of two lines',
    `/v1/cases/${keyOf('o1')}/claim`,
    { by: { id: 'person-x', name: 'a\nb' } },
    400,
    'invalid_parameter',
  ],
  ['no name', `/v1/cases/${keyOf('o1')}/claim`, { by: { id: 'person-x', name: '  ' } }, 400, 'invalid_parameter'],
  ['a comment without text', `/v1/cases/${keyOf('o1')}/comment`, { text: ' ' }, 400, 'invalid_parameter'],
  ['a long comment', `/v1/cases/${keyOf('o1')}/comment`, { text: 'x'.repeat(2_001) }, 400, 'invalid_parameter'],
  ['a body that is too large', `/v1/cases/${keyOf('o1')}/comment`, { text: 'x'.repeat(20_000) }, 413, 'body_too_large'],
  ['a misspelt field', `/v1/cases/${keyOf('o1')}/claim`, { bye: 1 }, 400, 'invalid_parameter'],
])('%s is refused, and nothing is written', async (_, path, body, status, code) => {
  const said = { request: 'request-bad', by: rina, ...body };
  expect(await running.postJson(path, said)).toMatchObject({ status, body: { code } });
  expect(written()).toBe(0);
});

test('a log that does not answer is said, and repeating it is safe', async () => {
  let goOn: () => void = () => undefined;
  world.log.appendsMayGoOn = new Promise((resolve) => (goOn = resolve));
  const waiting = act('o1', 'claim', { request: 'request-slow' });
  goOn();
  expect((await waiting).status).toBe(200);
  expect((await act('o1', 'claim', { request: 'request-slow' })).body.case?.history).toHaveLength(1);
});

test('without the store, what stands in an open queue can still be worked on', async () => {
  await running.get('/v1/cases?type=suite.e0');
  world.store.away = true;
  expect((await act('o1', 'claim', {})).status).toBe(200);
});

test('without the store, other cases cannot be looked up and the queue says that it is short', async () => {
  world.store.away = true;
  expect(await act('o1', 'claim', {})).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
  expect((await running.get('/v1/cases?type=suite.e0')).body).toMatchObject({ rows: [], history: 'unavailable' });
});
