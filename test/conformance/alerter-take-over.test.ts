import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AlertDetail, AlertsAnswer } from '@tidewatch/contract/alerts';
import { startMoodyServer, type MoodyServer } from '@tidewatch/testkit/notifier-suite/moody-server';
import { afterAll, expect, test } from 'vitest';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { sendWhenReady } from '../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const stepMs = 60_000;
/** What is promised: a session of the group, and what it takes to read where the leader before it stood. */
const takeOverMsMax = 10_000;
const leading = 'evaluates the alert rules';
const shippedCatalog = fileURLToPath(new URL('../../infra/catalog', import.meta.url));

/** Everything that fires, to a webhook, each by itself and at once. */
const delivery = (url: string): string => `receiver: desk
allowPrivate: true
webhook: { url: '${url}' }
---
route: desk
receiver: desk
groupBy: [alertname, merchantId]
groupWait: 0s
groupInterval: 1s
`;

await describeOnBoth('alerters on real servers', (brokers, node) => {
  const running: RunningTidewatch[] = [];
  let data = '';
  let hook: MoodyServer | null = null;
  afterAll(async () => {
    for (const one of running) one.kill('SIGKILL');
    await Promise.all(running.map((one) => one.ended()));
    await hook?.close();
    if (data !== '') await rm(data, { recursive: true, force: true });
  });

  const env = {
    TIDEWATCH_NAMESPACE: `test-${randomUUID().slice(0, 8)}`,
    TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
    TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
    TIDEWATCH_PORT: '0',
  };

  async function start(...roles: readonly string[]): Promise<RunningTidewatch> {
    const args = [...roles.flatMap((role) => ['--role', role]), '--data', data, '--catalog', join(data, 'catalog')];
    const one = await startTidewatch({ args, env });
    running.push(one);
    return one;
  }

  async function cancel(url: string, count: number, fields: Readonly<Record<string, string>>): Promise<void> {
    const events = Array.from({ length: count }, () => {
      const orderId = randomUUID();
      const order = { orderId, merchantId: 'apotek-a', city: 'Medan', amount: 1_000, patientId: 'p', patientName: 'n' };
      return {
        specversion: '1.0',
        id: orderId,
        source: 'pharmacy',
        type: 'order.cancelled',
        subject: orderId,
        time: new Date().toISOString(),
        data: { ...order, ...fields },
      };
    });
    await sendWhenReady(url, events);
  }

  const alertsOf = async (url: string): Promise<AlertsAnswer> =>
    (await (await fetch(`${url}/v1/alerts`)).json()) as AlertsAnswer;
  const firing = (url: string, rule: string) =>
    waitUntil(
      `${rule} fires`,
      async () => (await alertsOf(url)).alerts.find((alert) => alert.rule === rule && alert.state === 'firing'),
      stepMs,
    );

  interface Told {
    readonly data: { readonly reason: string; readonly alerts: readonly { readonly id: string }[] };
  }
  /** How often the webhook heard of an alert. */
  const timesTold = (id: string): number =>
    (hook?.taken ?? []).filter(({ body }) => (JSON.parse(body) as Told).data.alerts.some((alert) => alert.id === id))
      .length;
  const told = async (url: string, id: string): Promise<void> => {
    await waitUntil('the webhook hears of it', async () => timesTold(id) > 0, stepMs);
    // From here on a kill cannot fall between the request and its record.
    await waitUntil(
      'that is recorded',
      async () => {
        const { notifications } = (await (await fetch(`${url}/v1/notifications?receiver=desk&status=sent`)).json()) as {
          notifications: { alerts: { id: string }[] }[];
        };
        return notifications.some(({ alerts }) => alerts.some((alert) => alert.id === id));
      },
      stepMs,
    );
  };

  test(
    'the leader is killed, then one stops: another takes over in time, and nobody hears anything twice',
    { timeout: 300_000 },
    async () => {
      data = await mkdtemp(join(tmpdir(), 'take-over-'));
      hook = await startMoodyServer();
      await cp(shippedCatalog, join(data, 'catalog'), { recursive: true });
      await writeFile(join(data, 'catalog', 'desk.yaml'), delivery(hook.url));
      const { url } = await start('processor', 'indexer', 'gateway');
      const first = await start('alerter');
      await waitUntil('the first alerter leads', async () => first.errors().includes(leading), stepMs);
      const second = await start('alerter');
      await cancel(url, 30, { reason: 'payment_failed', cancelledBy: 'system' });
      const before = await firing(url, 'payment_failures');
      expect(second.errors()).not.toContain(leading);
      await told(url, before.id);

      first.kill('SIGKILL');
      const killedAt = performance.now();
      await waitUntil('the second alerter leads', async () => second.errors().includes(leading), stepMs);
      expect(performance.now() - killedAt).toBeLessThan(takeOverMsMax);

      await cancel(url, 30, { reason: 'out_of_stock', cancelledBy: 'merchant' });
      const after = await firing(url, 'merchant_cancels_orders');
      await told(url, after.id);

      second.kill('SIGTERM');
      await second.ended();
      const third = await start('alerter');
      await waitUntil('the third alerter leads', async () => third.errors().includes(leading), stepMs);
      await cancel(url, 30, { reason: 'out_of_stock', cancelledBy: 'merchant', merchantId: 'apotek-b' });
      const last = await waitUntil(
        'another merchant fires',
        async () => (await alertsOf(url)).alerts.find(({ group }) => group['merchantId'] === 'apotek-b'),
        stepMs,
      );
      await told(url, last.id);

      const answer = await alertsOf(url);
      expect(answer.alerts.filter(({ rule }) => rule === 'payment_failures').map(({ id }) => id)).toEqual([before.id]);
      for (const { id } of [before, after, last]) {
        expect(timesTold(id)).toBe(1);
        const detail = (await (await fetch(`${url}/v1/alerts/${id}`)).json()) as AlertDetail;
        expect(detail.timeline.map((entry) => entry.kind)).toEqual(['transition']);
      }
    },
  );
});
