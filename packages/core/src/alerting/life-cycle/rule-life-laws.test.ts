import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuleLife, type NewTransition } from './rule-life.ts';
import { readingOf, readings, ruleOf } from './testing/rules.fixture.ts';

const start = Date.UTC(2026, 10, 21, 9);

const timeline = fc.array(fc.tuple(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 0, max: 20 })), {
  minLength: 1,
  maxLength: 60,
});
const conditions = fc.record({
  forMs: fc.constantFrom(0, 1, 10_000, 60_000),
  keepFiringMs: fc.constantFrom(0, 1, 10_000, 60_000),
  clear: fc.constantFrom(null, 'value < 5', 'value <= 10'),
});

/** Instants with their values, and what happened at each. */
function replay(rule: ReturnType<typeof ruleOf>, steps: readonly (readonly [number, number])[]) {
  const life = new RuleLife(rule);
  let at = start;
  return steps.map(([gap, value]) => {
    at += gap;
    return { at, value, transitions: life.evaluate(at, readings(readingOf(value))) };
  });
}

test('law: it fires exactly when the condition has held since a crossing for as long as `for`, and resolves likewise', () => {
  fc.assert(
    fc.property(timeline, conditions, (steps, changes) => {
      const rule = ruleOf(changes);
      const isOver = (value: number): boolean =>
        changes.clear === null ? value <= 10 : value <= 10 && (changes.clear === 'value < 5' ? value < 5 : true);
      let state = 'inactive';
      let since: number | null = null;
      let told = 'inactive';
      for (const { at, value, transitions } of replay(rule, steps)) {
        // The model: the words of the documentation, with nothing but the values so far.
        if (state !== 'firing') {
          if (value > 10) since ??= at;
          else since = null;
          state = since === null ? 'inactive' : at - since >= rule.forMs ? 'firing' : 'pending';
          if (state === 'firing') since = null;
        } else {
          if (isOver(value)) since ??= at;
          else since = null;
          if (since !== null && at - since >= rule.keepFiringMs) [state, since] = ['inactive', null];
        }
        told = transitions.at(-1)?.to ?? told;
        expect([at, told === 'resolved' ? 'inactive' : told]).toEqual([at, state]);
      }
    }),
    { numRuns: 300 },
  );
});

test('law: what is restored from the records goes on as if nothing had happened', () => {
  fc.assert(
    fc.property(timeline, conditions, fc.nat(), (steps, { forMs, clear }, cut) => {
      const rule = ruleOf({ forMs, clear });
      const whole = replay(rule, steps);
      const at = cut % steps.length;
      const restored = new RuleLife(rule);
      for (const { transitions } of whole.slice(0, at))
        for (const transition of transitions) {
          // Twice: an append that is tried again may write a record twice.
          restored.restore({ ...transition, recordedAt: 0 });
          restored.restore({ ...transition, recordedAt: 1 });
        }
      for (const { at: instant, value, transitions } of whole.slice(at)) {
        const names = (list: readonly NewTransition[]): unknown =>
          list.map(({ id, sequence, to }) => [id, sequence, to]);
        expect(names(restored.evaluate(instant, readings(readingOf(value))))).toEqual(names(transitions));
      }
    }),
    { numRuns: 300 },
  );
});

test('law: evaluating more often in between changes nothing that is not there to be seen', () => {
  fc.assert(
    fc.property(timeline, conditions, (steps, changes) => {
      const rule = ruleOf(changes);
      const once = replay(rule, steps).flatMap(({ transitions }) => transitions);
      const life = new RuleLife(rule);
      let at = start;
      const twice = steps.flatMap(([gap, value]) => {
        at += gap;
        const now = readings(readingOf(value));
        return [...life.evaluate(at, now), ...life.evaluate(at, now)];
      });
      expect(twice.map(({ id, to, at: when }) => [id, to, when])).toEqual(
        once.map(({ id, to, at: when }) => [id, to, when]),
      );
    }),
    { numRuns: 300 },
  );
});
