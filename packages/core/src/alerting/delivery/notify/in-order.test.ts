import { expect, test } from 'vitest';
import { away, DeliveryWorld, minuteMs, secondMs, worldStart } from '../testing/delivery-world.fixture.ts';

test('an end that comes while the message before is on its way takes its place when that fails', () => {
  const world = new DeliveryWorld();
  world.latencyMs = 20 * secondMs;
  world.answer = (_, now) => (now < worldStart + 45 * secondMs ? away() : null);
  world.fire('a');
  world.advance(15 * secondMs);
  world.resolve('a');
  world.advance(60 * minuteMs);
  expect(world.arrivals.map(({ reason }) => reason)).toEqual(['resolved']);
});
