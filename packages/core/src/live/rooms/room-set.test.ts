import fc from 'fast-check';
import { seriesQuerySchema, type SeriesAnswer, type SeriesQueryInput } from '@tidewatch/contract/queries';
import type { LiveUpdate } from '@tidewatch/contract/socket';
import { ClientModel } from '@tidewatch/testkit/live-world/client-model';
import {
  inputPartitions,
  minuteMs,
  RollupsWorld,
  worldCatalog,
  worldStartMs,
} from '@tidewatch/testkit/live-world/rollups-world';
import { startView, type Running } from '@tidewatch/testkit/live-world/start-view';
import { worldStep, type Step } from '@tidewatch/testkit/live-world/world-steps';
import { expect, test } from 'vitest';
import { noTelemetry } from '../../ports/telemetry.ts';
import { planSeries } from '../../query/plan/plan-series.ts';
import { readSeries } from '../../query/series/read-series.ts';
import { RoomSet } from './room-set.ts';

const everything = { rows: {}, showPii: false };
const statesMax = 500_000;

const queries: readonly SeriesQueryInput[] = [
  { metric: 'orders', from: 'now-2h', step: '5m' },
  { metric: 'value', from: 'now-3h', step: '1h', by: ['merchant'], limit: 2 },
  { metric: 'patients', from: 'now-2h', by: ['city'], where: ['merchant:m1', 'merchant:m2'], compare: '1h' },
  { metric: 'ratio', from: 'now/d', step: '1d', tz: 'Asia/Jakarta', by: ['merchant'], order: 'group', limit: 1 },
  { metric: 'ratio', from: 'now-2h', step: '10m', where: ['merchant:m1'] },
  { metric: 'plain', from: 'now-90m', to: 'now-10m', step: '10m' },
];

/** Groups beyond the limit of the fold: what a filter asks for may be among them. */
const hiding = fc
  .tuple(fc.integer({ min: 0, max: inputPartitions - 1 }), fc.integer({ min: -170, max: 30 }))
  .map(([p, minutes]) => ({
    name: 'groups hide in (other)',
    run: (world: RollupsWorld): undefined => {
      world.arrive(p, [{ time: worldStartMs + minutes * minuteMs, merchant: '(other)', city: '(other)', amount: 1 }]);
      world.publish(p);
    },
  }));

interface Watched {
  readonly query: SeriesQueryInput;
  readonly client: ClientModel;
}

async function watchAll(rooms: RoomSet): Promise<readonly Watched[]> {
  const clients = new Map<string, ClientModel>();
  rooms.updates.subscribe((update: LiveUpdate) => clients.get(update.room)?.take(update));
  const watched: Watched[] = [];
  for (const query of queries) {
    await rooms.join({ kind: 'series', query: seriesQuerySchema.parse(query) }, everything, (start) => {
      const client = new ClientModel(start);
      clients.set(start.room, client);
      watched.push({ query, client });
    });
  }
  return watched;
}

function roomsOf({ view, firstData, scheduler }: Running, world: RollupsWorld, allStatesMax: number): RoomSet {
  return new RoomSet(view, {
    log: world.log,
    clock: { now: () => world.now },
    telemetry: noTelemetry,
    firstData,
    statesMax,
    allStatesMax,
    scheduler,
    pipeline: () => view.pipeline({ simulated: false, quarantined: 0, notices: [], upcoming: null, reports: [] }),
  });
}

/** The parts of an answer that have to agree, in an order that does not matter. */
function comparable({ series, compare, ...rest }: SeriesAnswer): unknown {
  const byGroup = (list: SeriesAnswer['series']): unknown =>
    Object.fromEntries(list.map((one) => [JSON.stringify(one.group), one]));
  return { ...rest, series: byGroup(series), compare: byGroup(compare ?? []) };
}

interface Limits {
  readonly liveCellsMax: number;
  readonly allStatesMax: number;
}

async function checkRooms(steps: readonly { run: Step }[], { liveCellsMax, allStatesMax }: Limits): Promise<void> {
  const world = new RollupsWorld(worldStartMs);
  const running = await startView(world, liveCellsMax);
  const rooms = roomsOf(running, world, allStatesMax);
  const watched = await watchAll(rooms);
  for (const { run } of steps) {
    await run(world, running);
    await running.turn(200);
  }
  world.store.away = false;
  for (const p of [0, 1]) world.index(p, Number.MAX_SAFE_INTEGER, 1);
  // Reads that slides, moves and lost windows have started end, and groups are chosen anew, within this time.
  world.now = Math.ceil(world.now / minuteMs) * minuteMs + minuteMs;
  for (let second = 0; second < 70; second++) {
    world.now += 1_000;
    await running.turn(1_000);
  }
  for (const { query, client } of watched) {
    const plan = planSeries(seriesQuerySchema.parse(query), worldCatalog);
    const parts = {
      source: running.view,
      store: running.view.store,
      firstData: running.firstData,
      statesMax,
      allStatesMax,
    };
    const answer = comparable(await readSeries(plan, everything, parts, world.now));
    expect({ query, answer: comparable(client.answer()) }).toEqual({ query, answer });
  }
  rooms.stop();
  running.view.stop();
}

test.each([
  ['everything in memory', { liveCellsMax: 500_000, allStatesMax: 20_000 }],
  ['little memory', { liveCellsMax: 30, allStatesMax: 20_000 }],
  ['only the groups that are shown', { liveCellsMax: 500_000, allStatesMax: 3 }],
])('a snapshot with its updates equals the query: %s', { timeout: 300_000 }, async (_, limits) => {
  const step = fc.oneof({ weight: 30, arbitrary: worldStep }, { weight: 2, arbitrary: hiding });
  const steps = fc.array(step, { minLength: 3, maxLength: 40 });
  const numRuns = Number(process.env['LIVE_RUNS'] ?? 10);
  await fc.assert(
    fc.asyncProperty(steps, (chosen) => checkRooms(chosen, limits)),
    { numRuns },
  );
});

test('a change goes out at once, in step with the frames, and not more often than five times a second', async () => {
  const world = new RollupsWorld(worldStartMs);
  const running = await startView(world, statesMax);
  const rooms = roomsOf(running, world, statesMax);
  const sentAt: number[] = [];
  const query = seriesQuerySchema.parse({ metric: 'orders', from: 'now-2h', step: '5m' });
  await rooms.join({ kind: 'series', query }, everything, () => undefined);
  rooms.updates.subscribe(({ changes }) => {
    if (changes?.kind === 'series' && changes.series.length > 0) sentAt.push(running.scheduler.frame);
  });
  const publishEach = async (everyMs: number, times: number): Promise<readonly number[]> => {
    const waitsMs: number[] = [];
    for (let count = 0; count < times; count += 1) {
      world.arrive(0, [{ time: worldStartMs - minuteMs, merchant: 'm1', city: 'c1', amount: 1 }]);
      world.publish(0);
      const publishedAt = running.scheduler.frame;
      await running.turn(0);
      for (let ms = 0; ms < everyMs; ms += 10) await running.turn(10);
      waitsMs.push((sentAt.find((at) => at >= publishedAt) ?? Number.NaN) - publishedAt);
    }
    return waitsMs;
  };
  // A clock of its own would make each of these wait for 100 ms more.
  await running.turn(1_070);
  expect(Math.max(...(await publishEach(200, 5)))).toBeLessThanOrEqual(30);
  const before = sentAt.length;
  await publishEach(50, 40);
  expect(sentAt.length - before).toBeGreaterThanOrEqual(9);
  expect(sentAt.length - before).toBeLessThanOrEqual(11);
  rooms.stop();
  running.view.stop();
});
