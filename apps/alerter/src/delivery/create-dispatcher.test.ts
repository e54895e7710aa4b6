import { createMemoryCluster, type MemoryCluster } from '@tidewatch/adapters/memory';
import type { AlertTransition } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { NotificationRecord } from '@tidewatch/contract/operations/notifications';
import { settingsSchema } from '@tidewatch/contract/settings';
import type { Dispatcher } from '@tidewatch/core/alerting/dispatcher';
import { textOfUtf8 } from '@tidewatch/core/decode/utf8';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import type { FirstData } from '@tidewatch/core/query/read/first-data';
import { sampleNotification } from '@tidewatch/testkit/notifier-suite/sample-notification';
import { afterEach, expect, test, vi } from 'vitest';
import { createDispatcher } from './create-dispatcher.ts';

const route = {
  key: 'desk',
  matchers: [],
  receiver: 'desk',
  groupBy: ['alertname'],
  groupWaitMs: 0,
  groupIntervalMs: 60_000,
  repeatIntervalMs: 3_600_000,
  muteTimings: [],
  escalate: [],
  continue: true,
  fallback: false,
  routes: [],
};
const receiver = (name: string) => ({
  receiver: name,
  title: name,
  owner: '',
  language: 'en' as const,
  zone: 'UTC',
  allowPrivate: false,
  rateLimit: { messages: 60, perMs: 60_000 },
  target: { kind: 'log' as const },
});
const catalogOf = (name: string): Catalog => ({
  events: [],
  sources: [],
  metrics: [],
  formulas: [],
  dashboards: [],
  rules: [],
  inhibitions: [],
  muteTimings: [],
  receivers: [receiver('desk'), receiver('second')],
  routes: [{ ...route, key: name, receiver: name }],
});

/** Dispatchers one after the other over one log. */
class World {
  readonly cluster: MemoryCluster = createMemoryCluster({ clock: { now: Date.now } });
  readonly log = this.cluster.member('alerter');
  readonly view = { catalog: catalogOf('desk') };
  readonly lines: string[] = [];
  readonly transitions: AlertTransition[] = [];
  dispatcher: Dispatcher | null = null;

  async start(): Promise<void> {
    await this.log.createTopics(tidewatchTopics(1));
    this.dispatcher = createDispatcher({
      log: this.log,
      clock: { now: Date.now },
      telemetry: {
        ...noTelemetry,
        log: (level, message, fields) => {
          if (level === 'info') this.lines.push(`${String(fields?.['receiver'])} ${message}`);
        },
      },
      view: this.view as unknown as LiveView,
      firstData: {} as FirstData,
      settings: settingsSchema.parse({}),
      env: {},
      onFailure: (error) => {
        throw error;
      },
    });
    await this.dispatcher.restore({ transitions: [...this.transitions], operations: [] });
  }

  fire(): void {
    const [alert] = sampleNotification().alerts;
    if (alert === undefined) throw new Error('the sample has an alert');
    const at = Date.now();
    const base = { v: 1, kind: 'transition', sequence: 1, cause: 'crossed', from: 'pending', to: 'firing' } as const;
    this.transitions.push({ ...base, id: alert.id, at, recordedAt: at, alert });
    this.dispatcher?.take({ ...base, id: alert.id, at, recordedAt: at, alert });
  }

  /** What is durable. */
  statuses(): string[] {
    return this.cluster.records('notifications', 0).map(({ value }) => {
      const { status } = JSON.parse(textOfUtf8(value ?? new Uint8Array())) as NotificationRecord;
      return status;
    });
  }
}

let world = new World();
afterEach(async () => {
  await world.dispatcher?.stop();
  world = new World();
});

test('an alert is told; decision, attempt and outcome are durable in this order', async () => {
  await world.start();
  world.fire();
  await vi.waitFor(() => expect(world.statuses()).toEqual(['queued', 'sending', 'sent']), { timeout: 10_000 });
  expect(world.lines).toEqual(['desk Firing: Cancelled orders · Surabaya · 24']);
});

test('a restart tells nothing again', async () => {
  await world.start();
  world.fire();
  await vi.waitFor(() => expect(world.statuses()).toHaveLength(3), { timeout: 10_000 });
  await world.dispatcher?.stop();
  await world.start();
  world.fire();
  // Whatever it had to say would be written before this.
  await world.dispatcher?.stop();
  expect([world.statuses().length, world.lines.length]).toEqual([3, 1]);
});

test('another catalog counts without a restart', { timeout: 20_000 }, async () => {
  await world.start();
  world.fire();
  await vi.waitFor(() => expect(world.lines).toHaveLength(1), { timeout: 10_000 });
  world.view.catalog = catalogOf('second');
  await vi.waitFor(() => expect(world.lines).toHaveLength(2), { timeout: 10_000 });
  expect(world.lines[1]).toMatch(/^second Firing/);
});
