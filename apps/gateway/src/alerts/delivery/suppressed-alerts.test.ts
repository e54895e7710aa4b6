import type { Alert, AlertDetail, AlertsAnswer } from '@tidewatch/contract/alerts';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { sampleAlert } from '@tidewatch/testkit/notifier-suite/sample-alert';
import { sampleNotification } from '@tidewatch/testkit/notifier-suite/sample-notification';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { expect, test, vi } from 'vitest';
import { startGateway } from '../../testing/running-gateway.fixture.ts';
import { DeliveryView } from './delivery-view.ts';
import { NotificationList } from './notification-list.ts';

const { alerts, group, id } = sampleNotification({});
const patience = { timeout: 20_000 };

const alertOf = (name: string, labels: Readonly<Record<string, string>>, state: Alert['state'] = 'firing'): Alert =>
  sampleAlert(worldStartMs, { id: name, labels, state });

test('an alert is inhibited while another one with equal labels fires, also after the catalog was read again', () => {
  const inhibition = {
    inhibition: 'outage',
    source: [{ label: 'severity', op: '=', value: 'critical' } as const],
    target: [{ label: 'severity', op: '=', value: 'warning' } as const],
    equal: ['team'],
  };
  const view = { catalog: { ...suiteCatalog, inhibitions: [inhibition] } };
  const world = new RollupsWorld(worldStartMs);
  const delivery = new DeliveryView({ now: () => world.now }, view, new NotificationList(world.log, noTelemetry));
  const outage = alertOf('outage', { severity: 'critical', team: 'a' });
  const target = alertOf('target', { severity: 'warning', team: 'a' });
  const other = alertOf('other', { severity: 'warning', team: 'b' });
  for (const alert of [target, outage, other]) delivery.follow(alert);
  expect(delivery.statusOf(target)).toEqual({
    state: 'suppressed',
    silencedBy: [],
    inhibitedBy: ['outage'],
    mutedBy: [],
  });
  expect([delivery.statusOf(outage).state, delivery.statusOf(other).state]).toEqual(['active', 'active']);
  view.catalog = { ...view.catalog };
  expect(delivery.statusOf(target).inhibitedBy).toEqual(['outage']);
  delivery.follow({ ...outage, state: 'resolved' });
  expect(delivery.statusOf(target).state).toBe('active');
});

test('a receiver to which nothing gets through is an alert like others: listed, acknowledged, resolved', async () => {
  const world = new RollupsWorld(worldStartMs);
  const running = await startGateway({ world });
  const base = { v: 1, kind: 'notification', id };
  const write = (record: unknown) =>
    world.log.append('notifications', [{ key: null, value: JSON.stringify(record), partition: 0 }]);
  const list = async () => (await running.get<AlertsAnswer>('/v1/alerts')).body.alerts;
  try {
    const at = world.now;
    const told = [{ id: 'a', series: 's', state: 'firing', flapping: false }];
    const queued = { reason: 'firing', alerts, told, owners: {}, notBefore: at, edits: null, supersedes: [] };
    await write({
      ...base,
      at,
      status: 'queued',
      receiver: 'oncall',
      group,
      step: 0,
      ...queued,
      perhapsRepeated: false,
    });
    const failed = { fault: 'timed-out', why: 'It did not answer.', nextTryAt: at + 1_000, perhapsDelivered: false };
    await write({ ...base, at, status: 'failed', attempt: 1, ...failed });
    expect(await list()).toEqual([]);
    world.now += 60_000;
    await vi.waitFor(async () => expect(await list()).toHaveLength(1), patience);
    const [alert] = await list();
    expect(alert).toMatchObject({ rule: 'tidewatch_delivery_failing', state: 'firing', group: { receiver: 'oncall' } });
    const path = `/v1/alerts/${encodeURIComponent(alert?.id ?? '')}`;
    const acknowledge = await running.postJson(`${path}/acknowledge`, { by: 'Rina' });
    expect(acknowledge.status).toBe(200);
    await write({ ...base, at: world.now, status: 'sent', attempt: 2, provider: { id: 'p' } });
    await vi.waitFor(async () => {
      const { alert: now } = (await running.get<AlertDetail>(path)).body;
      expect(now).toMatchObject({ state: 'resolved', acknowledged: { by: 'Rina' } });
    }, patience);
  } finally {
    await running.gateway.stop();
  }
});
