import fc from 'fast-check';
import { seriesQuerySchema, type SeriesAnswer, type SeriesQueryInput } from '@tidewatch/contract/queries';
import { minuteMs, RollupsWorld, worldCatalog, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { settle, startView, type Running } from '@tidewatch/testkit/live-world/start-view';
import { worldStep } from '@tidewatch/testkit/live-world/world-steps';
import { expect, test } from 'vitest';
import { planSeries } from '../../query/plan/plan-series.ts';
import { readSeries } from '../../query/series/read-series.ts';

const everything = { rows: {}, showPii: false };

async function ask({ view, firstData }: Running, world: RollupsWorld, input: SeriesQueryInput): Promise<SeriesAnswer> {
  const plan = planSeries(seriesQuerySchema.parse(input), worldCatalog);
  return readSeries(plan, everything, { source: view, store: view.store, firstData, statesMax: 500_000 }, world.now);
}

/** The answer in its plainest form: counted from the events themselves. */
function expected(
  world: RollupsWorld,
  from: number,
  to: number,
  by: 'merchant' | null,
): Record<string, { orders: number; value: number; patients: number }> {
  const groups: Record<string, { orders: number; value: number; seen: Set<string> }> = {};
  for (const event of world.counted()) {
    if (event.time < from || event.time >= to) continue;
    const group = (groups[by === null ? '' : event.merchant] ??= { orders: 0, value: 0, seen: new Set() });
    group.orders++;
    group.value += event.amount / 100;
    group.seen.add(`${event.merchant} ${event.amount}`);
  }
  return Object.fromEntries(
    Object.entries(groups).map(([name, { orders, value, seen }]) => [name, { orders, value, patients: seen.size }]),
  );
}

async function check(running: Running, world: RollupsWorld): Promise<void> {
  const range = {
    from: new Date(worldStartMs - 3 * 60 * minuteMs).toISOString(),
    to: new Date(worldStartMs + 60 * minuteMs).toISOString(),
  };
  for (const [step, by] of [
    ['5m', null],
    ['1h', 'merchant'],
  ] as const) {
    for (const metric of ['orders', 'value', 'patients', 'ratio'] as const) {
      const answer = await ask(running, world, { metric, ...range, step, by: by === null ? [] : [by], limit: 100 });
      const wanted = expected(world, answer.from, answer.to, by);
      const totals = Object.fromEntries(answer.series.map(({ group, total }) => [group['merchant'] ?? '', total]));
      for (const [name, { orders, value, patients }] of Object.entries(wanted)) {
        const want = { orders, value, patients, ratio: value / orders }[metric];
        expect(totals[name], `${metric} of ${name} by ${step}`).toBeCloseTo(want, 6);
      }
      expect(Object.keys(totals).filter(() => by !== null || Object.keys(wanted).length > 0)).toHaveLength(
        Object.keys(wanted).length,
      );
      if (metric === 'orders') checkPoints(answer, world, by);
    }
  }
}

function checkPoints(answer: SeriesAnswer, world: RollupsWorld, by: 'merchant' | null): void {
  for (const { group, points } of answer.series) {
    points.forEach(([time, value], bucket) => {
      const end = answer.series[0]?.points[bucket + 1]?.[0] ?? answer.to;
      const want = expected(world, time, end, by)[group['merchant'] ?? '']?.orders ?? 0;
      expect(value ?? 0).toBe(want);
    });
  }
}

test('I4 I5: whatever happens, the view answers as the events themselves say', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(worldStep, { minLength: 5, maxLength: 60 }),
      fc.constantFrom(500_000, 30),
      async (steps, liveCellsMax) => {
        const world = new RollupsWorld(worldStartMs);
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
        if (liveCellsMax < 500_000) await catchUp(world, running);
        await check(running, world);
        running.view.stop();
      },
    ),
    { numRuns: Number(process.env['LIVE_RUNS'] ?? 60), endOnFailure: false },
  );
});

/** With windows given up the store answers for them with its delay, so it has to be up to date to be compared. */
async function catchUp(world: RollupsWorld, running: Running): Promise<void> {
  for (const p of [0, 1]) world.index(p, Number.MAX_SAFE_INTEGER, 1);
  await world.store.refresh();
  await running.turn(5_000);
}
