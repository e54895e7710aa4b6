/* Seconds of backtests over an embedded store that holds the minutes of 20 groups. */
import { openSqliteStore } from '@tidewatch/adapters/sqlite';
import { backtestRule } from '@tidewatch/core/alerting/evaluation/backtest/backtest-rule';
import { memoryParts } from '@tidewatch/core/alerting/evaluation/rule-test/memory-source';
import { FirstData } from '@tidewatch/core/query/read/first-data';
import { finish, programOptions, usageSince } from '../process/program.ts';
import { withFolder } from '../process/with-folder.ts';
import { catalogOf, orderPlaced, ordersMetric } from './bench-catalog.ts';

export interface Backtested {
  readonly title: string;
  readonly evaluations: number;
  readonly fires: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const days = 30;
/** What `baseline` reads before the first day. */
const daysBefore = 29;
const groups = 20;
const to = Date.UTC(2026, 10, 21, 9);

const rules: readonly (readonly [title: string, rule: object])[] = [
  ['threshold on the total', { when: 'value > 150', clear: 'value < 120' }],
  ['threshold by group', { by: ['merchantId'], when: 'value > 24', for: '1m' }],
  [
    'last week and baseline',
    { when: 'value > previous.week * 1.2 || value > baseline.median * 2', clear: 'value < 120' },
  ],
];

programOptions();
const catalog = catalogOf([
  orderPlaced,
  ordersMetric(0, { keep: { '1m': '60d' } }),
  ...rules.map(([, rule], index) => ({ rule: `rule_${index}`, metric: 'orders_0', over: '5m', ...rule })),
]);

async function fill(store: ReturnType<typeof openSqliteStore>): Promise<void> {
  const identity = { generation: 1, topic: 'events', epoch: 0, partition: 0 };
  const from = to - (days + daysBefore) * dayMs;
  for (let day = from; day < to; day += dayMs) {
    const cells = Array.from({ length: dayMs / minuteMs }, (_, minute) => day + minute * minuteMs)
      .filter((window) => window < to)
      .map((window) => ({
        metric: 'orders_0',
        grain: '1m',
        window,
        entries: Array.from(
          { length: groups },
          (_, group) => [[`m${group}`], 1, 1 + (((window / minuteMs) * (group + 7)) % 5)] as const,
        ),
      }));
    await store.upsertPartials([{ ...identity, slice: Math.round((day - from) / dayMs), cells, progress: null }]);
  }
}

const measured = await withFolder(async (directory): Promise<readonly Backtested[]> => {
  const store = openSqliteStore({ directory });
  try {
    await store.prepare(catalog);
    await fill(store);
    const { source } = memoryParts(catalog, to);
    const range = { generation: 1, topic: 'events', epoch: 0, partition: 0, from: 0, below: Number.MAX_SAFE_INTEGER };
    const stored = {
      ...source,
      pin: () => ({ ...source.pin(), sealedRanges: [range], allRanges: [range], slices: [] }),
    };
    const parts = { source: stored, store, firstData: new FirstData(stored, store), now: () => to };
    const results: Backtested[] = [];
    for (const [index, rule] of catalog.rules.entries()) {
      const begun = performance.now();
      const before = process.cpuUsage();
      const { evaluations, fires } = await backtestRule(rule, { from: to - days * dayMs, to }, catalog, parts);
      const seconds = (performance.now() - begun) / 1_000;
      results.push({
        title: rules[index]?.[0] ?? rule.rule,
        evaluations,
        fires,
        seconds,
        cpuSeconds: usageSince(before).cpuSeconds,
      });
    }
    return results;
  } finally {
    await store.close();
  }
});
finish(measured);
