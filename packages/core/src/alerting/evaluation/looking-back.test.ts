import fc from 'fast-check';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { minuteMs, suiteCatalog, suiteMetrics } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { noTelemetry } from '../../ports/telemetry.ts';
import type { NewTransition } from '../life-cycle/rule-life.ts';
import { ruleOf } from '../life-cycle/testing/rules.fixture.ts';
import { planOfRule } from '../rules/rule-reads.ts';
import { baselineEnds, baselineOf, lastInstantOf, previousEnds, windowEnd } from '../rules/rule-windows.ts';
import { RuleWalk } from './backtest/rule-walk.ts';
import { RuleEvaluator } from './rule-evaluator.ts';
import { memoryParts } from './rule-test/memory-source.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 21, 9);
const stepMs = 15 * minuteMs;

test('the window ends with the cell under way, or with the last whole one', () => {
  const of = (cells: Rule['cells'], seconds: number): number =>
    (windowEnd({ overMs: 0, stepMs: minuteMs, cells }, start + seconds * 1_000) - start) / minuteMs;
  expect([of('all', 0), of('all', 59), of('all', 60)]).toEqual([1, 1, 2]);
  expect([of('finished', 0), of('finished', 59), of('finished', 60)]).toEqual([0, 0, 1]);
  for (const cells of ['all', 'finished'] as const) {
    const rule = { overMs: 0, stepMs: minuteMs, cells };
    expect(windowEnd(rule, lastInstantOf(rule, start))).toBe(start);
    expect(windowEnd(rule, lastInstantOf(rule, start) + 1)).toBe(cells === 'all' ? start + minuteMs : start);
  }
});

test('a baseline is four weeks, five windows each, a quarter of an hour apart', () => {
  const rule = { overMs: minuteMs, stepMs: minuteMs, cells: 'all' as const };
  const ends = baselineEnds(rule, start + 7 * minuteMs);
  expect(ends.map((end) => (start - end) / minuteMs)).toEqual(
    [1, 2, 3, 4].flatMap((week) => [30, 15, 0, -15, -30].map((beside) => week * 7 * 1_440 + beside)),
  );
  expect(baselineEnds(rule, start + 14 * minuteMs)).toEqual(ends);
  expect(previousEnds(start)).toEqual({ day: start - dayMs, week: start - 7 * dayMs });
});

test('median and scaled deviation; of fewer than five values nothing', () => {
  expect(baselineOf([1, 2, 3, 4, null])).toEqual({ median: null, spread: null });
  expect(baselineOf([5, 1, 3, null, 2, 100])).toEqual({ median: 3, spread: 1.4826 * 2 });
  expect(baselineOf([1, 2, 3, 4, 5, 6])).toEqual({ median: 3.5, spread: 1.4826 * 1.5 });
});

const rules = fc.record({
  by: fc.constantFrom([], ['city']),
  overMs: fc.constantFrom(stepMs, 4 * stepMs),
  cells: fc.constantFrom('all' as const, 'finished' as const),
  when: fc.constantFrom(
    'value > previous.day * 1.5',
    'previous.week > 2 && value < previous.week * 0.6',
    'value > baseline.median + 2.0 * baseline.spread',
    'value > baseline.median * 1.3 || value < previous.day * 0.5',
  ),
  forMs: fc.constantFrom(0, stepMs),
});

/** Counts of every quarter of an hour of five weeks, for two cities; some quarters are empty. */
function filled(
  rule: Rule,
  seed: number,
): { catalog: Catalog; parts: ReturnType<typeof memoryParts>; clock: { time: number } } {
  const catalog = { ...suiteCatalog, metrics: [suiteMetrics.orders], rules: [rule] };
  const clock = { time: start };
  const parts = memoryParts(catalog, start + dayMs);
  const next = (salt: number): number => Math.abs(Math.imul(seed + salt, 2_654_435_761) >> 7) % 10;
  for (let quarter = -36 * 96; quarter < 96; quarter++) {
    const entries = ['c1', 'c2'].flatMap((city, index) => {
      const count = next(quarter * 2 + index);
      return count < 2 ? [] : [[['m', city, 'r'], 1, count] as const];
    });
    const window = start + quarter * stepMs;
    if (entries.length > 0) parts.slice.upsert({ metric: 'orders', grain: '1m', window, entries }, minuteMs, -Infinity);
  }
  return { catalog, parts, clock };
}

test('law: a rule that looks back sees the same live and in a backtest', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(rules, fc.nat(1_000_000), async (changes, seed) => {
      const rule = ruleOf({ metric: 'orders', stepMs, ...changes });
      const { catalog, parts, clock } = filled(rule, seed);
      const to = start + 12 * stepMs;
      const walked: NewTransition[] = [];
      await new RuleWalk(rule, planOfRule(rule, catalog), start, to, parts).go({
        onTransition: (transition) => walked.push(transition),
        onValue: () => undefined,
      });
      const now = { now: () => clock.time };
      const source = { ...parts.source, asOfMetric: () => clock.time };
      const evaluator = new RuleEvaluator({ ...parts, source, clock: now, telemetry: noTelemetry, history: [] });
      const lived: NewTransition[] = [];
      for (let end = start + stepMs; end <= to; end += stepMs) {
        clock.time = lastInstantOf(rule, end);
        lived.push(...(await evaluator.evaluate()));
      }
      expect(lived).toEqual(walked);
    }),
    { numRuns: Number(process.env['LIVE_RUNS'] ?? 15) },
  );
});
