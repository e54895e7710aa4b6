import type { Alert, AlertTransition } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { Frame } from '@tidewatch/contract/frames';
import { createMemoryCluster } from '@tidewatch/adapters/memory';
import type { Dispatcher, DispatchHistory } from '@tidewatch/core/alerting/dispatcher';
import { minuteMs, ruleOf } from '@tidewatch/core/alerting/life-cycle/testing/rules.fixture';
import { AlertRecords } from '@tidewatch/core/alerting/records/alert-records';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { readWholeTopic } from '@tidewatch/core/definitions/read-topic';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { generationOf, orderFrame } from '@tidewatch/testkit/live-world/order-frame';
import { ModelStore } from '@tidewatch/testkit/live-world/model-store';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { createAlerter, type Alerter } from './create-alerter.ts';

const startMs = Date.UTC(2026, 10, 21, 9);

/** Fires when more than 10 orders came within five minutes, and ends below 5. */
export const manyOrders = ruleOf({
  rule: 'many_orders',
  title: 'Many orders',
  metric: 'orders',
  by: ['city'],
  overMs: 5 * minuteMs,
  clear: 'value < 5',
});

/** Alerters over a log in memory. The test plays the processor, and people's clock. */
export async function alertersOnMemory(rules: readonly Rule[] = [manyOrders]) {
  const clock = { time: startMs, now: () => clock.time };
  const cluster = createMemoryCluster({ clock, idleBatchMs: 5 });
  const log = cluster.member('test');
  await log.createTopics(tidewatchTopics(1));
  const store = new ModelStore();
  const failures: unknown[] = [];
  const running: Alerter[] = [];
  let through = -1;

  const define = (catalogRules: readonly Rule[]) => {
    const catalog: Catalog = { ...suiteCatalog, rules: [...catalogRules] };
    const record = generationOf(catalog, 'one', clock.time);
    return log.append('definitions', [{ key: null, value: JSON.stringify(record), partition: 0 }]);
  };
  await define(rules);

  /** Orders of a city at the minute that is now; the processor says so at once. */
  const orders = async (counts: Readonly<Record<string, number>>) => {
    through += 1;
    const value = JSON.stringify(frameOf(counts, through, clock.time));
    await log.append('rollups', [{ key: null, value, partition: 0 }]);
  };

  /** What counts. */
  const recorded = async (): Promise<readonly AlertTransition[]> => {
    const records = new AlertRecords();
    const read = (await readWholeTopic(log, 'alerts')).map(({ record }) => records.read(record.value));
    return read.filter((record) => record?.kind === 'transition');
  };

  return {
    clock,
    cluster,
    log,
    failures,
    define,
    orders,
    recorded,
    /** `rule state` of every episode, as the topic `alerts` says. */
    async states(): Promise<readonly string[]> {
      const last = new Map<string, Alert>();
      for (const { id, alert } of await recorded()) last.set(id, alert);
      return [...last.values()].map(({ group, state }) => `${group['city'] ?? '-'} ${state}`);
    },
    async start(
      member: string,
      log: EventLog = cluster.member(member),
    ): Promise<{ readonly alerter: Alerter; readonly told: Told }> {
      const told = toldBy(recorded);
      const alerter = createAlerter({
        log,
        store,
        settings: { live: { liveCellsMax: 10_000 }, processor: { ...processorSettings } },
        clock,
        telemetry: noTelemetry,
        dispatcher: told.dispatcher,
        onFailure: (error) => failures.push(error),
      });
      await alerter.start();
      running.push(alerter);
      return { alerter, told };
    },
    async stop(): Promise<void> {
      await Promise.all(running.map((alerter) => alerter.stop()));
    },
  };
}

function frameOf(counts: Readonly<Record<string, number>>, through: number, now: number): Frame {
  const entries = Object.entries(counts).map(([city, count]) => [['m', city, 'r'], through, count] as const);
  return orderFrame(through, now, entries);
}

const processorSettings = {
  sliceOffsets: 65_536,
  duplicateHorizonOffsets: 131_072,
  cellsMax: 250_000,
  eventPartitions: 1,
  revision: 0,
  epochs: {},
};

/** What a dispatcher was told, and whether it was in the log by then. */
export interface Told {
  readonly dispatcher: () => Dispatcher;
  readonly restored: DispatchHistory[];
  readonly taken: AlertTransition[];
  readonly operated: string[];
  readonly notDurable: AlertTransition[];
  readonly checks: Promise<void>[];
}

function toldBy(recorded: () => Promise<readonly AlertTransition[]>): Told {
  const told: Omit<Told, 'dispatcher'> = { restored: [], taken: [], operated: [], notDurable: [], checks: [] };
  const check = async (transition: AlertTransition): Promise<void> => {
    const all = await recorded();
    if (!all.some(({ id, sequence }) => id === transition.id && sequence === transition.sequence))
      told.notDurable.push(transition);
  };
  const dispatcher = (): Dispatcher => ({
    async restore(history) {
      told.restored.push(history);
    },
    take(transition) {
      told.taken.push(transition);
      told.checks.push(check(transition));
    },
    operate(operation) {
      told.operated.push(operation.kind);
    },
    async stop() {},
  });
  return { ...told, dispatcher };
}
