import { TidewatchError } from '@tidewatch/contract/errors';
import { RollupsWorld, worldCatalog, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { expect, test } from 'vitest';
import { startGateway } from '../../testing/running-gateway.fixture.ts';

const gap = { code: 'gap', generation: 1, topic: 'events', epoch: 0, partition: 1, from: 3, below: 9, at: 5 };
const tell = (world: RollupsWorld, id: string, more: object = gap) =>
  world.log.write('operations', 0, { v: 1, kind: 'report', report: { id, ...more } });
const json = 'application/json';

test('a gap stands until somebody acknowledges it, also in another process and after a restart', async () => {
  const world = new RollupsWorld(worldStartMs);
  tell(world, 'a');
  tell(world, 'a');
  const superseded = { code: 'catalog_superseded', process: 'blue', generation: 2, at: 6 };
  tell(world, 'b', superseded);
  const first = await startGateway({ world });
  const second = await startGateway({ world });
  const idsOf = async ({ get }: typeof first) =>
    ((await get('/v1/pipeline')).body['reports'] as { id: string }[]).map(({ id }) => id);
  expect((await first.get('/v1/pipeline')).body['reports']).toEqual([
    { id: 'a', code: 'gap', at: 5, text: expect.stringContaining('events 1: the log no longer held offsets 3 to 8') },
    { id: 'b', code: 'catalog_superseded', at: 6, text: expect.stringContaining('A process on blue') },
  ]);
  const acknowledge = '/v1/pipeline/reports/a/acknowledge';
  expect((await first.post(acknowledge, json, '{}')).status).toBe(400);
  expect((await first.post('/v1/pipeline/reports/x/acknowledge', json, '{"by":"Rina"}')).status).toBe(404);
  expect((await first.post(acknowledge, json, '{"by":"Rina"}')).body['reports']).toMatchObject([{ id: 'b' }]);
  await expect.poll(() => idsOf(second)).toEqual(['b']);
  await first.gateway.stop();
  await second.gateway.stop();

  // A take-over may tell of it again.
  tell(world, 'a');
  const third = await startGateway({ world });
  expect(await idsOf(third)).toEqual(['b']);
  await third.gateway.stop();
});

test('a generation that waits is told, and answers are those of the one before until it is in force', async () => {
  const running = await startGateway();
  const pipeline = async () => (await running.get('/v1/pipeline')).body;
  expect(await pipeline()).toMatchObject({ generation: 1, upcoming: null });
  const own = { hash: 'two', revision: 0 };
  const record = {
    v: 1,
    kind: 'generation',
    ...own,
    from: {},
    catalog: { ...worldCatalog, metrics: [], formulas: [] },
    at: 1,
  };
  running.world.log.write('definitions', 0, { ...record, awaits: true });
  await expect.poll(pipeline).toMatchObject({ generation: 1, upcoming: { generation: 2 } });
  expect((await running.get('/v1/metrics')).body['metrics']).not.toEqual([]);
  running.world.log.write('definitions', 0, { v: 1, kind: 'in-force', ...own, at: 2 });
  await expect.poll(pipeline).toMatchObject({ generation: 2, upcoming: null });
  expect((await running.get('/v1/metrics')).body['metrics']).toEqual([]);
  await running.gateway.stop();
});

test('a rebuild answers its generation, or why it cannot begin', async () => {
  const asked: number[] = [];
  const running = await startGateway({
    rebuild: async (fromMs) => {
      asked.push(fromMs);
      if (fromMs === 0) return 7;
      throw new TidewatchError('catalog_invalid', 'metrics/a.yaml:1:1: no');
    },
  });
  const rebuild = (from: unknown) => running.post('/v1/rebuild', json, JSON.stringify({ from }));
  expect(await rebuild('earliest')).toMatchObject({ status: 202, body: { generation: 7 } });
  expect(await rebuild('2026-11-21T08:00:00+07:00')).toMatchObject({
    status: 409,
    body: { code: 'rebuild_refused', detail: 'metrics/a.yaml:1:1: no' },
  });
  expect(asked).toEqual([0, Date.UTC(2026, 10, 21, 1)]);
  for (const bad of [undefined, 'yesterday', 5]) expect((await rebuild(bad)).status).toBe(400);
  await running.gateway.stop();
  const without = await startGateway();
  expect((await without.post('/v1/rebuild', json, '{"from":"earliest"}')).status).toBe(404);
  await without.gateway.stop();
});
