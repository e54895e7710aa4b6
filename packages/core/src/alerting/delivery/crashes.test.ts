import { assert, integer, property, record, array, constantFrom, boolean } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  away,
  catalogOf,
  DeliveryWorld,
  minuteMs,
  receiverOf,
  routeOf,
  secondMs,
} from './testing/delivery-world.fixture.ts';

const kills = Number(process.env['TIDEWATCH_KILLS'] ?? 200);

/** Small and repeatable (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('kills between decision, record, send and record', () => {
  test(`${kills} kills: each episode is told at least once and at most twice, and the repeat is marked`, () => {
    let marked = 0;
    for (let seed = 1; seed <= kills; seed += 1) {
      const random = seeded(seed);
      const world = new DeliveryWorld(catalogOf({ routes: [routeOf('desk', { groupWaitMs: 0 })] }));
      // Four steps a message: queued, sending, sent, recorded; some kills come before, some after, some between.
      world.crashIn = 1 + Math.floor(random() * 14);
      const episodes = Array.from({ length: 3 }, (_, index) => `e${index}`);
      for (const id of episodes) {
        world.fire(id);
        world.advance(Math.floor(random() * 200));
      }
      world.advance(minuteMs);
      for (const id of episodes) world.resolve(id);
      world.advance(10 * minuteMs);
      for (const id of episodes) {
        for (const state of ['firing', 'resolved']) {
          const told = world.about(id, state);
          expect(told.length, `seed ${seed}, ${id} ${state}`).toBeGreaterThanOrEqual(1);
          expect(told.length, `seed ${seed}, ${id} ${state}`).toBeLessThanOrEqual(2);
          for (const again of told.slice(1)) {
            expect(again.perhapsRepeated, `seed ${seed}`).toBe(true);
            expect(again.id, 'the same id, so that receivers can drop it').toBe(told[0]?.id);
            marked += 1;
          }
        }
      }
    }
    expect(marked).toBeGreaterThan(kills / 20);
  });

  test('a clean restart with 100 firing alerts repeats nothing', () => {
    const world = new DeliveryWorld();
    for (let index = 0; index < 100; index += 1)
      world.fire(`e${index}`, { alertname: `rule${index % 10}`, city: `c${index}` });
    world.advance(minuteMs);
    const before = world.arrivals.length;
    for (let times = 0; times < 3; times += 1) {
      world.restart();
      world.advance(20 * minuteMs);
    }
    expect([before, world.arrivals.length]).toEqual([10, 10]);
  });

  test('whatever fires for longer than the intervals is told to every receiver, under faults, kills and restarts', () => {
    const step = record({
      what: constantFrom('fire', 'resolve', 'restart', 'crash', 'acknowledge'),
      which: integer({ min: 0, max: 5 }),
      waitMs: integer({ min: 0, max: 10 * minuteMs }),
      away: boolean(),
    });
    assert(
      property(array(step, { maxLength: 25 }), (steps) => {
        const receivers = [receiverOf('desk'), receiverOf('other')];
        const routes = [routeOf('desk'), routeOf('other', { groupBy: null, groupWaitMs: 0 })];
        const world = new DeliveryWorld(catalogOf({ receivers, routes }));
        const firing = new Map<number, string>();
        const whichOf = new Map<string, number>();
        let episode = 0;
        let isAway = false;
        world.answer = ({ receiver }) => (isAway && receiver.receiver === 'desk' ? away() : null);
        for (const { what, which, waitMs, away: nowAway } of steps) {
          isAway = nowAway;
          const id = firing.get(which);
          if (what === 'fire' && id === undefined) {
            firing.set(which, `e${(episode += 1)}`);
            whichOf.set(`e${episode}`, which);
            world.fire(`e${episode}`, { alertname: `rule${which % 2}`, city: `c${which}` });
          } else if (what === 'resolve' && id !== undefined) {
            world.resolve(id);
            firing.delete(which);
          } else if (what === 'acknowledge' && id !== undefined) world.acknowledge(id);
          else if (what === 'restart') world.restart();
          else if (what === 'crash') world.crashIn = which + 1;
          world.advance(waitMs);
        }
        isAway = false;
        world.advance(6 * minuteMs + 10 * secondMs);
        for (const id of firing.values()) {
          const told = world.about(id);
          expect(
            told.some(({ receiver }) => receiver === 'desk'),
            `${id} at the desk`,
          ).toBe(true);
          expect(
            told.some(({ receiver }) => receiver === 'other'),
            `${id} at the other`,
          ).toBe(true);
        }
        // Who was told that something fires is told that it is over.
        for (const [which, id] of firing) {
          world.resolve(id);
          firing.delete(which);
        }
        world.advance(11 * minuteMs);
        for (const receiver of ['desk', 'other']) {
          const last = new Map<number | undefined, string>();
          for (const arrival of world.arrivals.filter((one) => one.receiver === receiver))
            for (const [id, state] of arrival.alerts) last.set(whichOf.get(id), state);
          expect([...last.values()].filter((state) => state !== 'resolved')).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
