/* CPU of rules over very many groups at one update a second, in virtual time: nothing but the evaluation runs. */
import { memoryParts } from '@tidewatch/core/alerting/evaluation/rule-test/memory-source';
import { RuleEvaluator } from '@tidewatch/core/alerting/evaluation/rule-evaluator';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { finish, programOptions } from '../process/program.ts';
import { catalogOf, orderPlaced, ordersMetric } from './bench-catalog.ts';

export interface RuleLoad {
  /** Of each metric. */
  readonly groups: number;
  /** Of all metrics. */
  readonly rules: number;
  /** In each update, of all metrics; once a minute it is all of them. */
  readonly changedCells: number;
}

/** CPU of an update: its cells taken in, every rule evaluated. */
export interface RuleCosts {
  readonly meanMs: number;
  readonly largestMs: number;
}

const metrics = 10;
const updates = 70;
/** Compiled code and caches settle meanwhile. */
const warmUps = 10;
const minuteMs = 60_000;
const startMs = Date.UTC(2026, 10, 21, 9);

const { groups, rules, changedCells } = programOptions() as RuleLoad;
const changedGroups = changedCells / metrics;
const names = Array.from({ length: metrics }, (_, index) => index);

const rule = (index: number): object => ({
  rule: `rule_${index}`,
  metric: `orders_${index % metrics}`,
  by: ['merchantId'],
  over: '5m',
  when: `value > ${1_000_000 + index}`,
  clear: `value < ${900_000 + index}`,
  for: '1m',
});
const catalog = catalogOf([
  orderPlaced,
  ...names.map((index) => ordersMetric(index)),
  ...Array.from({ length: rules }, (_, index) => rule(index)),
]);
const clock = { time: startMs, now: () => clock.time };
const { source, store, firstData, slice } = memoryParts(catalog, startMs);
const upToDate = { ...source, asOfMetric: () => clock.time };
const parts = { source: upToDate, store, firstData, clock, telemetry: noTelemetry };
const evaluator = new RuleEvaluator({ ...parts, history: [] });

/** CPU milliseconds of an update. */
async function update(index: number): Promise<number> {
  clock.time = startMs + index * 1_000;
  const window = Math.floor(clock.time / minuteMs) * minuteMs;
  const count = index % 60 === 0 ? groups : changedGroups;
  const from = (index * changedGroups) % groups;
  const entries = Array.from({ length: count }, (_, at) => [[`m${(from + at) % groups}`], index, index + 1] as const);
  const begun = process.cpuUsage();
  for (const name of names)
    slice.upsert({ metric: `orders_${name}`, grain: '1m', window, entries }, minuteMs, Number.NEGATIVE_INFINITY);
  evaluator.follow({
    kind: 'touched',
    windows: names.map((name) => ({ metric: `orders_${name}`, window, ms: minuteMs })),
  });
  const transitions = await evaluator.evaluate();
  const { user, system } = process.cpuUsage(begun);
  if (transitions.length > 0) throw new Error('nothing should have fired');
  return (user + system) / 1_000;
}

const spentMs: number[] = [];
for (let index = 0; index < updates; index += 1) {
  const ms = await update(index);
  if (index >= warmUps) spentMs.push(ms);
}
const result: RuleCosts = {
  meanMs: spentMs.reduce((sum, ms) => sum + ms, 0) / spentMs.length,
  largestMs: Math.max(...spentMs),
};
finish(result);
