import fc from 'fast-check';
import type { AlertTransition } from '@tidewatch/contract/alerts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import {
  inputPartitions,
  minuteMs,
  RollupsWorld,
  worldCatalog,
  worldStartMs,
} from '@tidewatch/testkit/live-world/rollups-world';
import { startView, type Running } from '@tidewatch/testkit/live-world/start-view';
import { expect, test } from 'vitest';
import { noTelemetry } from '../../../ports/telemetry.ts';
import type { NewTransition } from '../../life-cycle/rule-life.ts';
import { ruleOf } from '../../life-cycle/testing/rules.fixture.ts';
import { RuleEvaluator } from '../rule-evaluator.ts';
import { replayRule } from './replay-rule.ts';

/** Some seconds of a world: who orders when (perhaps long ago), and what else happens. */
interface Beat {
  readonly seconds: number;
  readonly orders: readonly (readonly [partition: number, merchant: string, agoMs: number])[];
  readonly seal: number | null;
  readonly index: number;
  readonly redefine: boolean;
}

const merchants = ['m1', 'm2', 'm3'];
const beat: fc.Arbitrary<Beat> = fc.record({
  seconds: fc.integer({ min: 1, max: 28 }),
  orders: fc.array(
    fc.tuple(
      fc.nat(inputPartitions - 1),
      fc.constantFrom(...merchants),
      fc.constantFrom(0, 0, 0, 2 * minuteMs, 20 * minuteMs),
    ),
    { maxLength: 6 },
  ),
  seal: fc.constantFrom(null, null, null, 0, 1, 2),
  index: fc.nat(6),
  redefine: fc.integer({ min: 0, max: 40 }).map((chance) => chance === 0),
});
const rules = fc.record({
  metric: fc.constantFrom('orders', 'value', 'patients', 'ratio'),
  by: fc.constantFrom([], ['merchant']),
  overMs: fc.constantFrom(1, 3, 30).map((length) => length * minuteMs),
  cells: fc.constantFrom('all' as const, 'finished' as const),
  when: fc.constantFrom('value > 4', 'value < 2', 'value > 2 && count >= 3', 'value > 1 && previous.day == null'),
  clear: fc.constantFrom(null, 'value < 2'),
  forMs: fc.constantFrom(0, 10_000, minuteMs),
  keepFiringMs: fc.constantFrom(0, minuteMs),
});

function sourceOf({ view }: Running, rule: Rule) {
  return {
    catalog: { ...worldCatalog, rules: [rule] },
    catalogOf: (generation: number) => view.catalogOf(generation),
    pin: () => view.pin(),
    slices: () => view.slices(),
    asOfMetric: (metric: Parameters<typeof view.asOfMetric>[0]) => view.asOfMetric(metric),
    history: 'available' as const,
  };
}

/** Lives through the beats, with the alerter's engine. */
async function live(rule: Rule, beats: readonly Beat[], world: RollupsWorld): Promise<readonly AlertTransition[]> {
  const running = await startView(world, 500_000);
  const clock = { now: () => world.now };
  const source = sourceOf(running, rule);
  const { view, firstData } = running;
  const evaluator = new RuleEvaluator({
    source,
    store: view.store,
    firstData,
    clock,
    telemetry: noTelemetry,
    history: [],
  });
  view.changes.subscribe((change) => evaluator.follow(change));
  const transitions: AlertTransition[] = [];
  for (const { seconds, orders, seal, index, redefine } of beats) {
    world.now += seconds * 1_000;
    for (const [partition, merchant, agoMs] of orders)
      world.arrive(partition, [{ time: world.now - agoMs, merchant, city: 'c1', amount: 150 }]);
    if (seal !== null) world.seal(seal);
    for (let partition = 0; partition < inputPartitions; partition++) world.publish(partition);
    for (const partition of [0, 1]) world.index(partition, index, 1);
    if (redefine) world.newGeneration(1);
    await running.turn(2_000);
    // What a read waits for is there in the next turn.
    for (let look = 0; look < 2; look++)
      for (const transition of await evaluator.evaluate()) transitions.push({ ...transition, recordedAt: world.now });
  }
  view.stop();
  return transitions;
}

const told = (transitions: readonly NewTransition[]): unknown =>
  transitions.map(({ id, sequence, cause, to, at, alert }) => [id, sequence, cause, to, at, alert.evidence.value]);

test('law: a replay of `rollups` is what the live engine saw, late events included', { timeout: 240_000 }, async () => {
  const beats = fc.array(beat, { minLength: 3, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(rules, beats, fc.integer({ min: 0, max: 100 }), async (changes, chosen, percent) => {
      const rule = ruleOf({ ...changes, minCount: 0 });
      const world = new RollupsWorld(worldStartMs);
      const lived = await live(rule, chosen, world);
      for (const partition of [0, 1]) world.index(partition, Number.MAX_SAFE_INTEGER, 1);
      const from = worldStartMs + Math.floor(((world.now - worldStartMs) * percent) / 100_000) * 1_000;
      const replayed: NewTransition[] = [];
      const catalog = { ...worldCatalog, rules: [rule] };
      const openAt = (at: number) => lived.filter(({ recordedAt }) => recordedAt < at);
      const order = { rule, from, to: world.now + 1, catalog, openAt };
      const answer = await replayRule(
        { ...order, onTransition: (transition) => replayed.push(transition) },
        { log: world.log, store: world.store, now: () => 0 },
      );
      expect(told(replayed)).toEqual(
        told(
          lived.filter(
            ({ recordedAt }) => recordedAt >= (rule.keepFiringMs === 0 ? from : from - rule.keepFiringMs - 120_000),
          ),
        ),
      );
      expect(answer.source).toBe('replay');
    }),
    { numRuns: Number(process.env['LIVE_RUNS'] ?? 25) },
  );
});
