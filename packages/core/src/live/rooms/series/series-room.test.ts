import { seriesQuerySchema } from '@tidewatch/contract/queries';
import { minuteMs, RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { startView } from '@tidewatch/testkit/live-world/start-view';
import { expect, test } from 'vitest';
import { SeriesRoom } from './series-room.ts';

const keptMs = 35 * 86_400_000;

test('a range that is no longer kept stays as it was shown last', async () => {
  const world = new RollupsWorld(worldStartMs);
  const { view, firstData, turn } = await startView(world, 500_000);
  const warnings: string[] = [];
  const [from, to] = [worldStartMs - keptMs, worldStartMs - keptMs + 2 * minuteMs].map((at) =>
    new Date(at).toISOString(),
  );
  const room = new SeriesRoom(
    seriesQuerySchema.parse({ metric: 'orders', from, to, step: '1m' }),
    { rows: {}, showPii: false },
    {
      source: view,
      store: view.store,
      firstData,
      statesMax: 500_000,
      now: () => world.now,
      queue: (read) => read(),
      warn: (message) => void warnings.push(message),
    },
  );
  await room.open();
  for (let minute = 0; minute < 5; minute += 1) {
    world.now += minuteMs;
    room.next(world.now);
    // A rejection that nobody waits for ends the process.
    await turn(1_000);
  }
  expect(room.snapshot()).toMatchObject({
    answer: { from: worldStartMs - keptMs + minuteMs, to: worldStartMs - keptMs + 2 * minuteMs },
  });
  expect(warnings).toEqual([]);
  view.stop();
});
