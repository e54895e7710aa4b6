import type { ExplainAnswer } from '@tidewatch/contract/queries';
import { minuteMs, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type RunningGateway } from '../testing/running-gateway.fixture.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await startGateway();
  const order = (merchant: string, minutes = 0) => ({
    time: worldStartMs + minutes * minuteMs,
    merchant,
    city: 'c1',
    amount: 200,
  });
  const { world } = running;
  world.arrive(0, [order('m1'), order('m2', 1)]);
  world.seal(0);
  world.arrive(1, [order('m1'), order('m1', 3)]);
  for (const partition of [0, 1, 2]) world.publish(partition);
  world.store.events = [0, 1].map((offset) => ({
    topic: 'events',
    partition: 1,
    offset,
    appendTime: worldStartMs,
    event: {
      id: `e${offset}`,
      source: 'shop',
      type: 'suite.e0',
      time: worldStartMs + offset,
      subject: `"><img src=x onerror=1>`,
      imported: false,
      data: { merchant: 'm1', patientName: 'somebody' },
    },
  }));
});
afterAll(() => running.gateway.stop());

const explain = (query: string) =>
  running.get<ExplainAnswer & { readonly code?: string; readonly detail?: string }>(`/v1/metrics/${query}`);

test('a number is the sum of its partials, and the one that the series door gives', async () => {
  const range = `from=${worldStartMs}&to=${worldStartMs + 5 * minuteMs}&step=1m`;
  for (const where of ['', '&where=merchant:m1', '&where=merchant:m1&where=merchant:m2&where=city:c1']) {
    const series = await running.get(`/v1/metrics/orders/series?${range}${where}`);
    const [shown] = series.body['series'] as readonly { readonly total: number }[];
    const { body } = await explain(`orders/explain?${range}${where}`);
    expect(body.value).toBe(shown?.total);
    const sum = body.inputs[0]?.partials.reduce((total, { value }) => total + (value ?? 0), 0);
    expect(sum).toBe(body.value);
  }
});

test('the step that contains a time is explained, with offsets, as-of and the events', async () => {
  const { status, body } = await explain(`orders/explain?at=${worldStartMs + 30_000}&step=1m&where=merchant:m1`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    metric: 'orders',
    from: worldStartMs,
    to: worldStartMs + minuteMs,
    value: 2,
    where: ['merchant:m1'],
    inputs: [
      {
        measure: 'count',
        merge: 'sum',
        partials: [
          { topic: 'events', partition: 0, epoch: 0, slice: 0, through: 0, value: 1, open: false },
          { topic: 'events', partition: 1, epoch: 0, slice: 0, through: 0, value: 1, open: true },
        ],
        omitted: null,
      },
    ],
    partitions: [{ partition: 0 }, { partition: 1 }, { partition: 2 }],
  });
  expect(body.events?.path).toContain('/v1/events?type=suite.e0&from=2026-11-20T10%3A30%3A00.000Z');
  expect(body.events?.path).toContain('where=merchant%3Am1');
  expect(body.events?.page).toMatchObject([
    {
      id: 'e1',
      counted: true,
      subject: '"><img src=x onerror=1>',
      data: { patientName: null },
      masked: ['patientName'],
    },
    { id: 'e0', counted: true },
  ]);
  const listed = await running.get(body.events?.path ?? '');
  expect(listed.status).toBe(200);
});

test('there is nothing to list for (other), and it is said', async () => {
  const { body } = await explain(`orders/explain?at=${worldStartMs}&where=merchant:(other)`);
  expect(body.events).toBeNull();
  expect(body.notes.map(({ code }) => code)).toContain('other_cannot_be_listed');
});

test.each([
  ['orders/explain', 400, 'invalid_parameter'],
  ['orders/explain?at=soon', 400, 'invalid_parameter'],
  ['orders/explain?at=now&limit=0', 400, 'invalid_parameter'],
  ['orders/explain?at=now&limt=5', 400, 'invalid_parameter'],
  ['orders/explain?at=now&where=mercant:m1', 400, 'unknown_dimension'],
  ['order/explain?at=now', 404, 'unknown_metric'],
])('%s is refused with %i %s', async (query, status, code) => {
  const answer = await explain(query);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});
