import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { catalogOf, DeliveryWorld, minuteMs, routeOf } from '../testing/delivery-world.fixture.ts';

const groupIntervalMs = 5 * minuteMs;
const repeatIntervalMs = 60 * minuteMs;
const inhibitions = [
  {
    inhibition: 'stopped',
    source: [{ label: 'alertname', op: '=' as const, value: 'stopped' }],
    target: [{ label: 'alertname', op: '=~' as const, value: 'rule.*' }],
    equal: [],
  },
];

/** What was true in a span of time. */
class Spans {
  readonly #spans: { readonly from: number; to: number }[] = [];

  begin(at: number): void {
    this.#spans.push({ from: at, to: Infinity });
  }

  end(at: number): void {
    const last = this.#spans.at(-1);
    if (last !== undefined) last.to = Math.min(last.to, at);
  }

  holds(at: number): boolean {
    return this.#spans.some(({ from, to }) => from < at && at < to);
  }
}

test('whatever happens, calls stay within the intervals, and nobody is called for what is hidden or acknowledged', () => {
  const step = record({
    what: constantFrom('fire', 'resolve', 'acknowledge', 'silence', 'stop', 'go', 'restart'),
    which: integer({ min: 0, max: 4 }),
    waitMs: constantFrom(0, 1_000, 30_000, minuteMs, 7 * minuteMs, 90 * minuteMs),
  });
  assert(
    property(array(step, { maxLength: 40 }), (steps) => {
      const routes = [routeOf('desk', { groupIntervalMs, repeatIntervalMs, groupWaitMs: 0 })];
      const world = new DeliveryWorld(catalogOf({ routes, inhibitions }));
      world.latencyMs = 0;
      const firing = new Map<number, string>();
      const acknowledged = new Map<string, number>();
      const silenced = new Map<number, Spans>();
      const stopped = new Spans();
      const whichOf = new Map<string, number>();
      let isStopped = false;
      for (const [index, { what, which, waitMs }] of steps.entries()) {
        const id = firing.get(which);
        if (what === 'fire' && id === undefined) {
          firing.set(which, `e${index}`);
          whichOf.set(`e${index}`, which);
          world.fire(`e${index}`, { alertname: `rule${which % 2}`, city: `c${which}` });
        } else if (what === 'resolve' && id !== undefined) {
          world.resolve(id);
          firing.delete(which);
        } else if (what === 'acknowledge' && id !== undefined) {
          world.acknowledge(id);
          acknowledged.set(id, world.now);
        } else if (what === 'silence') {
          const spans = silenced.get(which) ?? new Spans();
          silenced.set(which, spans);
          spans.begin(world.now);
          spans.end(world.now + 20 * minuteMs);
          world.silence(`s${index}`, [{ label: 'city', op: '=', value: `c${which}` }], 20 * minuteMs);
        } else if (what === 'stop' && !isStopped) {
          isStopped = true;
          stopped.begin(world.now);
          world.fire('stopped', { alertname: 'stopped' }, { id: `stopped${index}` });
          firing.set(100, `stopped${index}`);
        } else if (what === 'go' && isStopped) {
          isStopped = false;
          stopped.end(world.now);
          world.resolve(firing.get(100) ?? '');
          firing.delete(100);
        } else if (what === 'restart') world.restart();
        world.advance(waitMs);
      }
      world.advance(2 * repeatIntervalMs);

      const seen = new Set<string>();
      const calledAt = new Map<string, number>();
      for (const { at, reason, alerts } of world.arrivals) {
        const told = alerts.filter(([, state]) => state === 'firing').map(([id]) => id);
        const group = whichOf.has(told[0] ?? '') ? `rule${(whichOf.get(told[0] ?? '') ?? 0) % 2}` : 'stopped';
        if (reason === 'firing' || reason === 'repeat') {
          const since = at - (calledAt.get(group) ?? Number.NEGATIVE_INFINITY);
          expect(since).toBeGreaterThanOrEqual(reason === 'repeat' ? repeatIntervalMs : groupIntervalMs);
          calledAt.set(group, at);
        }
        for (const id of told.filter((one) => whichOf.has(one) && !seen.has(one))) {
          seen.add(id);
          expect(silenced.get(whichOf.get(id) ?? -1)?.holds(at) ?? false, `${id} is silenced at ${at}`).toBe(false);
          expect(stopped.holds(at), `${id} is inhibited at ${at}`).toBe(false);
        }
        // Who acknowledges in the same millisecond does so after the call.
        if (reason === 'repeat') expect(told.some((id) => (acknowledged.get(id) ?? Infinity) >= at)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
