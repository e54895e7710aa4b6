import fc from 'fast-check';
import {
  inputPartitions,
  minuteMs,
  RollupsWorld,
  worldCatalog,
  worldStartMs,
  type WorldEvent,
} from '@tidewatch/testkit/live-world/rollups-world';
import { startView, type Running } from '@tidewatch/testkit/live-world/start-view';
import { worldStep, type Step } from '@tidewatch/testkit/live-world/world-steps';
import { expect, test } from 'vitest';
import { SeriesReader } from '../../query/read/series-reader.ts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { ruleOf } from '../life-cycle/testing/rules.fixture.ts';
import { planOfRule, readsOf } from '../rules/rule-reads.ts';
import { windowEnd } from '../rules/rule-windows.ts';
import { LiveInput } from './live-input.ts';

const merchants = ['m1', 'm2', 'm3'];

const rules: readonly Rule[] = [
  ruleOf({ metric: 'orders', overMs: 15 * minuteMs }),
  ruleOf({ metric: 'orders', by: ['merchant'], where: ['city:c1'], overMs: 60 * minuteMs, cells: 'finished' }),
  ruleOf({ metric: 'value', by: ['merchant'], overMs: 120 * minuteMs, stepMs: 5 * minuteMs }),
  ruleOf({ metric: 'orders', overMs: 5 * minuteMs, when: 'value < previous.day' }),
];

/** What a rule's value is by the words of the documentation. */
function valueOf(rule: Rule, merchant: string | null, end: number, events: readonly WorldEvent[]): number {
  const counted = events.filter(
    ({ time, city, merchant: of }) =>
      time >= end - rule.overMs &&
      time < end &&
      (merchant === null || of === merchant) &&
      (rule.where.length === 0 || city === 'c1'),
  );
  return rule.metric === 'orders' ? counted.length : counted.reduce((sum, { amount }) => sum + amount, 0) / 100;
}

interface Watched {
  readonly rule: Rule;
  readonly input: LiveInput;
}

function watch({ view, firstData }: Running, world: RollupsWorld): readonly Watched[] {
  const parts = { source: view, firstData, now: () => world.now };
  const watched = rules.map((rule) => {
    const reader = new SeriesReader(planOfRule(rule, worldCatalog), { rows: {}, showPii: false }, view, view.store);
    return { rule, input: new LiveInput(rule, readsOf(rule), reader, parts) };
  });
  view.changes.subscribe((change) => {
    for (const { input } of watched) {
      if (change.kind === 'moved') input.moved(change.slices);
      else if (change.kind === 'dropping') input.dropping(change.slices, change.to);
      else if (change.kind === 'regained') input.regained();
      else if (change.kind === 'booted') input.rebooted();
      else for (const touched of change.windows) if (input.metrics.includes(touched.metric)) input.touched(touched);
    }
  });
  return watched;
}

/** Evaluates as the alerter does; false when a rule has to wait. */
async function look(
  { rule, input }: Watched,
  merchant: string | null,
): Promise<{ value: number | null; end: number } | null> {
  const { asOf } = input;
  if (asOf === null || !(await input.prepare(asOf))) return null;
  const { value } = input.readings().readingOf(merchant === null ? [] : [merchant]);
  return { value, end: windowEnd(rule, asOf) };
}

/** Reads that a slide or a lost window started end within this time. */
async function lookLong(watched: Watched, merchant: string | null, { turn }: Running, world: RollupsWorld) {
  for (let second = 0; second < 60; second++) {
    const seen = await look(watched, merchant);
    if (seen !== null) return seen;
    world.now += 1_000;
    await turn(1_000);
  }
  throw new Error('the rule waits for ever');
}

async function check(steps: readonly { run: Step }[], liveCellsMax: number): Promise<void> {
  const world = new RollupsWorld(worldStartMs);
  let running = await startView(world, liveCellsMax);
  let watched = watch(running, world);
  for (const { run } of steps) {
    if ((await run(world, running)) === 'restart') {
      running.view.stop();
      running = await startView(world, liveCellsMax);
      watched = watch(running, world);
    }
    await running.turn(250);
    for (const one of watched) await look(one, null).catch(() => null);
  }
  world.store.away = false;
  world.now += 31_000;
  for (let p = 0; p < inputPartitions; p++) {
    world.arrive(p, [{ time: world.now - minuteMs, merchant: 'm1', city: 'c1', amount: 1 }]);
    world.publish(p);
  }
  for (const p of [0, 1]) world.index(p, Number.MAX_SAFE_INTEGER, 1);
  await world.store.refresh();
  // Windows that memory lost are read again within this time.
  for (let second = 0; second < 70; second++) {
    world.now += 1_000;
    await running.turn(1_000);
    for (const one of watched) await look(one, null).catch(() => null);
  }
  for (const one of watched) {
    for (const merchant of one.rule.by.length === 0 ? [null] : merchants) {
      const seen = await lookLong(one, merchant, running, world);
      const { end } = seen;
      const want = valueOf(one.rule, merchant, end, world.counted());
      // Before the metric's first event there is nothing to say. With little memory it may be the store that knows of it, later.
      const mayBeUnknown = liveCellsMax < 100 || world.counted().every(({ time }) => time >= end);
      if (seen.value === null && want === 0 && mayBeUnknown) continue;
      expect([one.rule.metric, merchant, seen.value]).toEqual([one.rule.metric, merchant, want]);
    }
  }
  running.view.stop();
}

test.each([
  ['everything in memory', 500_000],
  ['little memory', 30],
])('a rule reads what its window holds, whatever happens: %s', { timeout: 300_000 }, async (_, liveCellsMax) => {
  const steps = fc.array(worldStep, { minLength: 3, maxLength: 40 });
  const numRuns = Number(process.env['LIVE_RUNS'] ?? 10);
  await fc.assert(
    fc.asyncProperty(steps, (chosen) => check(chosen, liveCellsMax)),
    { numRuns },
  );
});
