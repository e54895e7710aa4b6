import fc from 'fast-check';
import {
  seriesQuerySchema,
  explainQuerySchema,
  type ExplainAnswer,
  type ExplainedInput,
  type ExplainQuery,
} from '@tidewatch/contract/queries';
import type { Access } from '@tidewatch/contract/access';
import { minuteMs, RollupsWorld, worldCatalog, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { settle, startView, type Running } from '@tidewatch/testkit/live-world/start-view';
import { worldStep } from '@tidewatch/testkit/live-world/world-steps';
import { beforeEach, expect, test } from 'vitest';
import { planSeries } from '../query/plan/plan-series.ts';
import { readSeries } from '../query/series/read-series.ts';
import { explainNumber } from './explain-number.ts';

const everyone: Access = { rows: {}, showPii: false };
const hourMs = 60 * minuteMs;

let world: RollupsWorld;
beforeEach(() => {
  world = new RollupsWorld(worldStartMs);
});

type Asked = Partial<Omit<ExplainQuery, 'metric'>>;

function explain(running: Running, metric: string, asked: Asked, access = everyone): Promise<ExplainAnswer> {
  const { view, firstData } = running;
  const partitions = () =>
    view.pipeline({ simulated: false, quarantined: 0, notices: [], upcoming: null, reports: [] }).partitions;
  const query = explainQuerySchema.parse({ metric, ...asked });
  return explainNumber(query, access, { source: view, store: view.store, firstData, partitions }, world.now);
}

async function shown({ view, firstData }: Running, metric: string, { at: _, ...asked }: Asked): Promise<number | null> {
  const plan = planSeries(seriesQuerySchema.parse({ metric, ...asked, limit: 10 }), worldCatalog);
  const answer = await readSeries(
    plan,
    everyone,
    { source: view, store: view.store, firstData, statesMax: 500_000 },
    world.now,
  );
  return answer.series[0]?.total ?? null;
}

/** What the listed partials and the rest give by hand. */
function merged({ partials, omitted, merge }: ExplainedInput): number | null {
  const values = [...partials.map(({ value }) => value), ...(omitted === null ? [] : [omitted.value])];
  if (merge !== 'sum' || values.length === 0) return null;
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

const order = (merchant: string, minutes = 0) => ({
  time: worldStartMs + minutes * minuteMs,
  merchant,
  city: 'c1',
  amount: 200,
});

test(
  'I5: whatever happens, a number is the merge of its partials and the one that the series shows',
  {
    timeout: 120_000,
  },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(worldStep, { minLength: 5, maxLength: 50 }),
        fc.constantFrom(500_000, 30),
        fc.constantFrom(1, 200),
        async (steps, liveCellsMax, limit) => {
          world = new RollupsWorld(worldStartMs);
          let running = await startView(world, liveCellsMax);
          for (const { run } of steps) {
            if ((await run(world, running)) === 'restart') {
              running.view.stop();
              running = await startView(world, liveCellsMax);
            }
          }
          await settle();
          world.store.away = false;
          await running.turn(10_000);
          for (const [from, to] of [
            [-180, 60],
            [0, 1],
            [-95, -30],
          ] as const) {
            const range = { from: String(worldStartMs + from * minuteMs), to: String(worldStartMs + to * minuteMs) };
            for (const where of [[], ['merchant:m2'], ['merchant:m1', 'city:c2']]) {
              for (const metric of ['orders', 'value', 'patients', 'ratio']) {
                const answer = await explain(running, metric, { ...range, where, limit });
                const subject = `${metric} where ${where.join(' and ')}`;
                const wanted = await shown(running, metric, { ...range, where });
                expect({ subject, value: answer.value }).toEqual({ subject, value: wanted });
                for (const input of answer.inputs) {
                  if (input.merge === 'sum' && input.partials.length > 0)
                    expect(merged(input)).toBeCloseTo(input.value ?? Number.NaN, 9);
                  expect(input.partials.length).toBeLessThanOrEqual(limit);
                  expect(new Set(input.partials.map(({ partition, slice }) => `${partition} ${slice}`)).size).toBe(
                    input.partials.length,
                  );
                }
                if (metric !== 'ratio') expect(answer.inputs[0]?.value).toEqual(answer.value);
              }
            }
          }
          running.view.stop();
        },
      ),
      { numRuns: Number(process.env['LIVE_RUNS'] ?? 25), endOnFailure: false },
    );
  },
);

test('each slice is named with its offsets, whether it is open, and who holds it', async () => {
  world.arrive(0, [order('m1'), order('m2', 2), order('m1')]);
  world.seal(0);
  world.arrive(0, [order('m1')]);
  world.publish(0);
  world.arrive(2, [order('m2')]);
  world.publish(2);
  const running = await startView(world, 500_000);
  const answer = await explain(running, 'orders', { at: String(worldStartMs + 10_000) });
  expect(answer).toMatchObject({ from: worldStartMs, to: worldStartMs + minuteMs, value: 4, formula: null });
  expect(answer.inputs[0]?.partials).toMatchObject([
    {
      topic: 'events',
      partition: 0,
      epoch: 0,
      slice: 0,
      through: 2,
      cells: 1,
      value: 2,
      open: false,
      heldBy: 'memory',
    },
    { topic: 'events', partition: 0, slice: 3, through: 3, cells: 1, value: 1, open: true },
    { topic: 'events', partition: 2, slice: 0, through: 0, cells: 1, value: 1, open: true },
  ]);
  expect(answer.partitions.map(({ partition, through }) => [partition, through])).toEqual([
    [0, 3],
    [2, 0],
  ]);
  expect((await explain(running, 'orders', { at: String(worldStartMs), step: '1h' })).value).toBe(5);
  running.view.stop();
});

test('slices that are the store’s are read there, and nothing changes', async () => {
  world.arrive(0, [order('m1'), order('m2')]);
  world.seal(0);
  const running = await startView(world, 500_000);
  const before = await explain(running, 'orders', { at: String(worldStartMs) });
  world.index(0, 10, 1);
  await running.turn(5_000);
  const after = await explain(running, 'orders', { at: String(worldStartMs) });
  expect(before.inputs[0]?.partials.map(({ heldBy }) => heldBy)).toEqual(['memory']);
  expect(after.inputs[0]?.partials.map(({ heldBy }) => heldBy)).toEqual(['store']);
  expect({ ...after.inputs[0]?.partials[0], heldBy: 'memory' }).toEqual(before.inputs[0]?.partials[0]);
  world.store.away = true;
  const away = await explain(running, 'orders', { at: String(worldStartMs) });
  expect(away).toMatchObject({ value: null, events: { page: [], more: true } });
  expect(away.notes.map(({ code }) => code)).toContain('history_unavailable');
  running.view.stop();
});

test('more slices than asked for are merged, and it is said', async () => {
  for (let slice = 0; slice < 5; slice++) {
    world.arrive(1, [order('m1'), order('m1')]);
    world.seal(1);
  }
  const running = await startView(world, 500_000);
  const answer = await explain(running, 'orders', { at: String(worldStartMs), limit: 2 });
  expect(answer.inputs[0]?.partials.map(({ slice }) => slice)).toEqual([6, 8]);
  expect(answer.inputs[0]?.omitted).toEqual({ partials: 3, cells: 3, value: 6 });
  expect(answer.value).toBe(10);
  expect(answer.notes.map(({ code }) => code)).toContain('partials_cut');
  running.view.stop();
});

test('a formula is explained by its inputs; nothing is null where nothing is known', async () => {
  world.arrive(0, [order('m1'), order('m1')]);
  for (const partition of [0, 1, 2]) world.publish(partition);
  world.now += hourMs;
  for (const partition of [0, 1, 2]) world.publish(partition);
  const running = await startView(world, 500_000);
  const answer = await explain(running, 'ratio', { at: String(worldStartMs) });
  expect(answer).toMatchObject({ formula: 'value / orders', value: 2 });
  expect(answer.inputs.map(({ metric, value }) => [metric, value])).toEqual([
    ['value', 4],
    ['orders', 2],
  ]);
  expect((await explain(running, 'orders', { at: String(worldStartMs + 5 * minuteMs) })).value).toBe(0);
  expect((await explain(running, 'orders', { at: String(worldStartMs - 5 * minuteMs) })).value).toBeNull();
  expect((await explain(running, 'ratio', { at: String(worldStartMs + 5 * minuteMs) })).value).toBeNull();
  running.view.stop();
});

test('who sees only some rows is told of no others', async () => {
  world.arrive(0, [order('m1'), order('m2'), order('m2')]);
  world.publish(0);
  const running = await startView(world, 500_000);
  const access: Access = { rows: { merchant: ['m2'] }, showPii: false };
  const answer = await explain(running, 'orders', { at: String(worldStartMs) }, access);
  expect(answer.inputs[0]).toMatchObject({ value: 2, partials: [{ cells: 1, value: 2, counters: null }] });
  running.view.stop();
});

test('a time or a range is needed', async () => {
  const running = await startView(world, 500_000);
  await expect(explain(running, 'orders', {})).rejects.toMatchObject({ code: 'invalid_parameter' });
  await expect(explain(running, 'orders', { at: 'soon' })).rejects.toMatchObject({ code: 'invalid_parameter' });
  await expect(explain(running, 'nobody', { at: 'now' })).rejects.toMatchObject({ code: 'unknown_metric' });
  running.view.stop();
});
