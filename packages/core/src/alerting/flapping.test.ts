import { expect, test } from 'vitest';
import { DeliveryWorld, minuteMs, secondMs, worldStart } from './delivery/testing/delivery-world.fixture.ts';
import { RuleLife } from './life-cycle/rule-life.ts';
import { readingOf, readings, ruleOf } from './life-cycle/testing/rules.fixture.ts';

const hourMs = 60 * minuteMs;

test('a value that crosses its threshold 1,000 times in an hour: marked as flapping, and a handful of messages', () => {
  const life = new RuleLife(ruleOf());
  const world = new DeliveryWorld();
  const flags: boolean[] = [];
  for (let crossing = 0; crossing < 1_000; crossing += 1) {
    const above = crossing % 2 === 0;
    for (const { id, to, alert } of life.evaluate(world.now, readings(readingOf(above ? 11 : 9)))) {
      flags.push(alert.flapping);
      if (to === 'firing') world.fire(id, alert.labels, { ...alert });
      else world.resolve(id, { flapping: alert.flapping });
    }
    world.advance(hourMs / 1_000);
  }
  world.advance(hourMs);
  // The fourth fire is the seventh transition.
  expect([flags.length, flags.slice(0, 8), flags.slice(8).every(Boolean)]).toEqual([
    1_000,
    [false, false, false, false, false, false, true, true],
    true,
  ]);
  const reasons = world.arrivals.map(({ reason }) => reason);
  expect(reasons.filter((reason) => reason === 'flapping')).toHaveLength(1);
  expect(reasons.at(-1)).toBe('resolved');
  expect(reasons.length).toBeLessThan(10);
  // The end comes when it has been steady for a quarter of an hour, not before.
  const last = world.arrivals.at(-1)?.at ?? 0;
  expect(last - worldStart).toBeGreaterThan(hourMs + 14 * minuteMs);
  expect(last - worldStart).toBeLessThan(hourMs + 16 * minuteMs + 10 * secondMs);
});
