import fc from 'fast-check';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
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
import { builtInMetrics } from '../../../catalog/built-in-metrics.ts';
import { noTelemetry } from '../../../ports/telemetry.ts';
import type { SeriesSource } from '../../../query/read/series-source.ts';
import type { NewTransition } from '../../life-cycle/rule-life.ts';
import { ruleOf } from '../../life-cycle/testing/rules.fixture.ts';
import { lastInstantOf } from '../../rules/rule-windows.ts';
import { RuleEvaluator } from '../rule-evaluator.ts';
import { backtestRule } from './backtest-rule.ts';

const merchants = ['m1', 'm2', 'm3'];

function catalogWith(rule: Rule): Catalog {
  return { ...worldCatalog, metrics: [...worldCatalog.metrics, ...builtInMetrics], rules: [rule] };
}

/** The view of a world whose processor knows of the rule. */
function sourceOf({ view }: Running, catalog: Catalog): SeriesSource {
  return {
    catalog,
    catalogOf: (generation) => view.catalogOf(generation),
    pin: () => view.pin(),
    slices: () => view.slices(),
    asOfMetric: (metric) => view.asOfMetric(metric),
    history: 'available',
  };
}

/** Orders of each merchant in each minute. */
type Minutes = readonly (readonly number[])[];

interface Lived {
  readonly world: RollupsWorld;
  readonly running: Running;
  readonly transitions: readonly NewTransition[];
}

/** Lives through the minutes: events arrive in time, the rule is evaluated at the end of each minute. */
async function live(rule: Rule, minutes: Minutes, sealEvery: number): Promise<Lived> {
  const world = new RollupsWorld(worldStartMs);
  const running = await startView(world, 500_000);
  const clock = { now: () => world.now };
  const evaluator = new RuleEvaluator({
    source: sourceOf(running, catalogWith(rule)),
    store: running.view.store,
    firstData: running.firstData,
    clock,
    telemetry: noTelemetry,
    history: [],
  });
  running.view.changes.subscribe((change) => evaluator.follow(change));
  const transitions: NewTransition[] = [];
  for (const [minute, counts] of minutes.entries()) {
    const begin = worldStartMs + minute * minuteMs;
    world.now = lastInstantOf(rule, begin + minuteMs);
    counts.forEach((count, index) =>
      world.arrive(
        index % inputPartitions,
        Array.from({ length: count }, (_, second) => ({
          time: begin + second * 1_000,
          merchant: merchants[index] ?? '',
          city: 'c1',
          amount: second,
        })),
      ),
    );
    for (let partition = 0; partition < inputPartitions; partition++) {
      if (minute % sealEvery === sealEvery - 1) world.seal(partition);
      world.publish(partition);
    }
    for (const partition of [0, 1]) world.index(partition, 3, 1);
    await running.turn(2_000);
    transitions.push(...(await evaluator.evaluate()));
  }
  return { world, running, transitions };
}

function episodesOf(transitions: readonly NewTransition[]): unknown {
  const episodes = new Map<string, unknown>();
  for (const { id, to, alert } of transitions) {
    if (to !== 'firing' && to !== 'resolved') continue;
    const { group, activeSince, firingSince, resolvedAt } = alert;
    episodes.set(id, { id, group, activeSince, firingSince, resolvedAt });
  }
  return [...episodes.values()];
}

const rules = fc.record({
  metric: fc.constantFrom('orders', 'value', 'patients', 'ratio'),
  by: fc.constantFrom([], ['merchant']),
  overMs: fc.constantFrom(1, 3, 7).map((length) => length * minuteMs),
  cells: fc.constantFrom('all' as const, 'finished' as const),
  when: fc.constantFrom('value > 8', 'value < 3', 'value > 2 && count >= 5'),
  clear: fc.constantFrom(null, 'value < 4'),
  forMs: fc.constantFrom(0, 1, 2).map((length) => length * minuteMs),
  keepFiringMs: fc.constantFrom(0, 2 * minuteMs),
  minCount: fc.constantFrom(0, 4),
  noData: fc.constantFrom('ignore' as const, 'keep' as const),
});
const days = fc.array(fc.tuple(...merchants.map(() => fc.constantFrom(0, 0, 1, 3, 9))), {
  minLength: 3,
  maxLength: 40,
});

test(
  'law: a backtest finds the episodes that the live engine had, where no event came later',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(rules, days, fc.integer({ min: 2, max: 9 }), async (changes, minutes, sealEvery) => {
        const rule = ruleOf({ ...changes, minCount: changes.metric === 'orders' ? changes.minCount : 0 });
        const { world, running, transitions } = await live(rule, minutes, sealEvery);
        // The backtest reads whole steps that as-of has reached.
        world.now = worldStartMs + minutes.length * minuteMs;
        for (let partition = 0; partition < inputPartitions; partition++) world.publish(partition);
        const catalog = catalogWith(rule);
        const { view, firstData } = running;
        const answer = await backtestRule(rule, { from: worldStartMs, to: world.now }, catalog, {
          source: sourceOf(running, catalog),
          store: view.store,
          firstData,
          now: () => world.now,
        });
        expect(
          answer.episodes.map(({ id, group, activeSince, firingSince, resolvedAt }) => ({
            id,
            group,
            activeSince,
            firingSince,
            resolvedAt,
          })),
        ).toEqual(episodesOf(transitions));
        expect(answer.evaluations).toBe(minutes.length);
        view.stop();
      }),
      { numRuns: Number(process.env['LIVE_RUNS'] ?? 25) },
    );
  },
);
