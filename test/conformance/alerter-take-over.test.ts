import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertDetail, AlertsAnswer } from '@tidewatch/contract/alerts';
import { afterAll, expect, test } from 'vitest';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const stepMs = 60_000;
/** What is promised: a session of the group, and what it takes to read where the leader before it stood. */
const takeOverMsMax = 10_000;
const leading = 'evaluates the alert rules';

await describeOnBoth('alerters on real servers', (brokers, node) => {
  const running: RunningTidewatch[] = [];
  let data = '';
  afterAll(async () => {
    for (const one of running) one.kill('SIGKILL');
    await Promise.all(running.map((one) => one.ended()));
    if (data !== '') await rm(data, { recursive: true, force: true });
  });

  const env = {
    TIDEWATCH_NAMESPACE: `test-${randomUUID().slice(0, 8)}`,
    TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
    TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
    TIDEWATCH_PORT: '0',
  };

  async function start(...roles: readonly string[]): Promise<RunningTidewatch> {
    const args = [...roles.flatMap((role) => ['--role', role]), '--data', data];
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
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
    expect(await answer.json()).toMatchObject({ accepted: count });
  }

  const alertsOf = async (url: string): Promise<AlertsAnswer> =>
    (await (await fetch(`${url}/v1/alerts`)).json()) as AlertsAnswer;
  const firing = (url: string, rule: string) =>
    waitUntil(
      `${rule} fires`,
      async () => (await alertsOf(url)).alerts.find((alert) => alert.rule === rule && alert.state === 'firing'),
      stepMs,
    );

  test(
    'the leader is killed: another takes over in time, and nobody hears anything twice',
    { timeout: 240_000 },
    async () => {
      data = await mkdtemp(join(tmpdir(), 'take-over-'));
      const { url } = await start('processor', 'indexer', 'gateway');
      const first = await start('alerter');
      await waitUntil('the first alerter leads', async () => first.errors().includes(leading), stepMs);
      const second = await start('alerter');
      await cancel(url, 30, { reason: 'payment_failed', cancelledBy: 'system' });
      const before = await firing(url, 'payment_failures');
      expect(second.errors()).not.toContain(leading);

      first.kill('SIGKILL');
      const killedAt = performance.now();
      await waitUntil('the second alerter leads', async () => second.errors().includes(leading), stepMs);
      expect(performance.now() - killedAt).toBeLessThan(takeOverMsMax);

      await cancel(url, 30, { reason: 'out_of_stock', cancelledBy: 'merchant' });
      const after = await firing(url, 'merchant_cancels_orders');
      const answer = await alertsOf(url);
      expect(answer.alerts.filter(({ rule }) => rule === 'payment_failures').map(({ id }) => id)).toEqual([before.id]);
      for (const { id } of [before, after]) {
        const detail = (await (await fetch(`${url}/v1/alerts/${id}`)).json()) as AlertDetail;
        expect(detail.timeline.map((entry) => entry.kind)).toEqual(['transition']);
      }
    },
  );
});
