/* CPU of 100 rules over 10,000 groups at one update a second, and seconds of a backtest of 30 days: node test/load/micro/rule-speed.ts */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@tidewatch/adapters/sqlite';
import type { Catalog } from '@tidewatch/contract';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';
import { backtestRule } from '@tidewatch/core/alerting/evaluation/backtest/backtest-rule';
import { memoryParts } from '@tidewatch/core/alerting/evaluation/rule-test/memory-source';
import { RuleEvaluator } from '@tidewatch/core/alerting/evaluation/rule-evaluator';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { FirstData } from '@tidewatch/core/query/read/first-data';

const groups = 10_000;
const metrics = 10;
const rulesPerMetric = 10;
const updates = 130;
const minuteMs = 60_000;
const days = 30;
const startMs = Date.UTC(2026, 10, 21, 9);

function catalogOf(documents: readonly unknown[]): Catalog {
  const { catalog, problems } = normaliseCatalog(
    documents.map((value) => ({ file: 'bench', value, position: () => ({ line: 1, column: 1 }) })),
  );
  if (catalog === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return catalog;
}

const event = { event: 'order.placed', data: { merchantId: { type: 'string', dimension: true } } };
const metric = (index: number) => ({
  metric: `orders_${index}`,
  from: ['order.placed'],
  by: ['merchantId'],
  measure: 'count',
});
const rule = (index: number, threshold: number) => ({
  rule: `rule_${index}_${threshold}`,
  metric: `orders_${index}`,
  by: ['merchantId'],
  over: '5m',
  when: `value > ${1_000_000 + threshold}`,
  clear: `value < ${900_000 + threshold}`,
  for: '1m',
});

/** CPU milliseconds of each update: the cells taken in, every rule evaluated. */
async function evaluation(changedGroups: number) {
  const names = Array.from({ length: metrics }, (_, index) => index);
  const catalog = catalogOf([
    event,
    ...names.map(metric),
    ...names.flatMap((index) => Array.from({ length: rulesPerMetric }, (_, threshold) => rule(index, threshold))),
  ]);
  const clock = { time: startMs, now: () => clock.time };
  const { source, store, firstData, slice } = memoryParts(catalog, startMs);
  const asOf = { ...source, asOfMetric: () => clock.time };
  const evaluator = new RuleEvaluator({ source: asOf, store, firstData, clock, telemetry: noTelemetry, history: [] });
  const spent: number[] = [];
  for (let update = 0; update < updates; update++) {
    clock.time = startMs + update * 1_000;
    const window = Math.floor(clock.time / minuteMs) * minuteMs;
    const count = update % 60 === 0 ? groups : changedGroups;
    const from = (update * changedGroups) % groups;
    const entries = Array.from(
      { length: count },
      (_, index) => [[`m${(from + index) % groups}`], update, update + 1] as const,
    );
    const begun = process.cpuUsage();
    for (const index of names) {
      slice.upsert({ metric: `orders_${index}`, grain: '1m', window, entries }, minuteMs, Number.NEGATIVE_INFINITY);
    }
    evaluator.follow({
      kind: 'touched',
      windows: names.map((index) => ({ metric: `orders_${index}`, window, ms: minuteMs })),
    });
    const transitions = await evaluator.evaluate();
    const { user, system } = process.cpuUsage(begun);
    if (transitions.length > 0) throw new Error('nothing should have fired');
    if (update >= 10) spent.push((user + system) / 1_000);
  }
  const total = spent.reduce((sum, ms) => sum + ms, 0);
  return {
    groups,
    rules: metrics * rulesPerMetric,
    changedGroups: changedGroups * metrics,
    cpuMsMean: Math.round(total / spent.length),
    cpuMsMax: Math.round(Math.max(...spent)),
    shareOfACore: `${((total / spent.length / 1_000) * 100).toFixed(1)} %`,
  };
}

/** Seconds of backtests over a store that holds `days` of minutes for 20 groups. */
async function backtests() {
  const [wide, narrow] = [rule(0, 1), { ...rule(0, 2), by: [], when: 'value > 150', for: 0, clear: 'value < 120' }];
  const compared = { ...narrow, rule: 'compared', when: 'value > previous.week * 1.2 || value > baseline.median * 2' };
  const catalog = catalogOf([event, { ...metric(0), keep: { '1m': '60d' } }, wide, narrow, compared]);
  const directory = await mkdtemp(join(tmpdir(), 'rule-speed-'));
  const store = openSqliteStore({ directory });
  try {
    await store.prepare(catalog);
    const to = startMs;
    const from = to - days * 86_400_000;
    await fill(store, from - 29 * 86_400_000, to);
    const { source } = memoryParts(catalog, to);
    const range = { generation: 1, topic: 'events', epoch: 0, partition: 0, from: 0, below: Number.MAX_SAFE_INTEGER };
    const stored = {
      ...source,
      pin: () => ({ ...source.pin(), sealedRanges: [range], allRanges: [range], slices: [] }),
    };
    const parts = { source: stored, store, firstData: new FirstData(stored, store), now: () => to };
    const seconds: Record<string, string> = {};
    for (const tried of catalog.rules) {
      const begun = performance.now();
      const { evaluations, fires } = await backtestRule(tried, { from, to }, catalog, parts);
      seconds[tried.rule] =
        `${((performance.now() - begun) / 1_000).toFixed(2)} s, ${evaluations} evaluations, ${fires} fires`;
    }
    return seconds;
  } finally {
    await store.close();
    await rm(directory, { recursive: true });
  }
}

async function fill(store: ReturnType<typeof openSqliteStore>, from: number, to: number): Promise<void> {
  const identity = { generation: 1, topic: 'events', epoch: 0, partition: 0 };
  for (let day = from; day < to; day += 86_400_000) {
    const cells = Array.from({ length: 1_440 }, (_, minute) => day + minute * minuteMs)
      .filter((window) => window < to)
      .map((window) => ({
        metric: 'orders_0',
        grain: '1m',
        window,
        entries: Array.from(
          { length: 20 },
          (_, group) => [[`m${group}`], 1, 1 + (((window / minuteMs) * (group + 7)) % 5)] as const,
        ),
      }));
    await store.upsertPartials([{ ...identity, slice: Math.round((day - from) / 86_400_000), cells, progress: null }]);
  }
}

process.stdout.write(`${JSON.stringify({ few: await evaluation(100), all: await evaluation(groups) }, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(await backtests(), null, 2)}\n`);
