import { createHmac } from 'node:crypto';
import { signToken } from '@tidewatch/adapters/outbound';
import type { AlertItem, AlertTransition } from '@tidewatch/contract/alerts';
import type { NotificationItem, QueuedRecord } from '@tidewatch/contract/operations/notifications';
import type { SilenceItem } from '@tidewatch/contract/operations/silences';
import { hostileText, sampleNotification } from '@tidewatch/testkit/notifier-suite/sample-notification';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startGateway, type RunningGateway } from '../../testing/running-gateway.fixture.ts';

const key = '0123456789abcdef0123456789abcdef';
const signingSecret = 'slack-signing-secret';
const world = new RollupsWorld(worldStartMs);
const { alerts, group, id } = sampleNotification({ hostile: true });
let gateway: RunningGateway;

beforeAll(async () => {
  const [alert] = alerts;
  if (alert === undefined) throw new Error('the sample has an alert');
  const at = world.now;
  const transition: AlertTransition = {
    v: 1,
    kind: 'transition',
    id: alert.id,
    sequence: 1,
    cause: 'crossed',
    from: 'pending',
    to: 'firing',
    at,
    recordedAt: at,
    alert: { ...alert, firingSince: at },
  };
  const queued: QueuedRecord = {
    v: 1,
    kind: 'notification',
    id,
    at,
    status: 'queued',
    receiver: 'oncall',
    group,
    step: 0,
    reason: 'firing',
    alerts,
    told: [{ id: alert.id, series: 's', state: 'firing', flapping: false }],
    owners: {},
    notBefore: at,
    edits: null,
    supersedes: [],
    perhapsRepeated: false,
  };
  gateway = await startGateway({ world, settings: { secretKey: key, slack: { signingSecret } } });
  const write = (topic: string, record: unknown) =>
    world.log.append(topic, [{ key: null, value: JSON.stringify(record), partition: 0 }]);
  await write('alerts', transition);
  await write('notifications', queued);
  await write('notifications', {
    v: 1,
    kind: 'notification',
    id,
    at,
    status: 'sending',
    attempt: 1,
    perhapsRepeated: false,
  });
  await write('notifications', {
    v: 1,
    kind: 'notification',
    id,
    at,
    status: 'failed',
    attempt: 1,
    fault: 'timed-out',
    why: 'It did not answer.',
    nextTryAt: at + 1000,
    perhapsDelivered: true,
  });
  await vi.waitFor(
    async () => {
      expect((await gateway.get('/v1/notifications?status=failed')).body['notifications']).toHaveLength(1);
      expect((await gateway.get('/v1/alerts')).body['alerts']).toHaveLength(1);
    },
    { timeout: 10_000 },
  );
});
afterAll(() => gateway.gateway.stop());

const form = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
const acknowledged = async (): Promise<unknown> => {
  const { body } = await gateway.get('/v1/alerts');
  return (body['alerts'] as { acknowledged: unknown }[])[0]?.acknowledged;
};

test('each attempt is visible: what failed, why, and when it is tried again', async () => {
  const { body } = await gateway.get('/v1/notifications?receiver=oncall');
  const [item] = body['notifications'] as NotificationItem[];
  expect(item).toMatchObject({ id, status: 'failed', attempts: 1, fault: 'timed-out', why: 'It did not answer.' });
  expect(item?.nextTryAt).toBe(world.now + 1000);
  expect((await gateway.get('/v1/notifications?receiver=nobody')).body['notifications']).toEqual([]);
  expect((await gateway.get('/v1/notifications?reciever=x')).status).toBe(400);
});

describe('silences', () => {
  const matchers = [{ label: 'alertname', op: '=~', value: 'high_.*' }];

  test('a preview says what would be hidden', async () => {
    const { body } = await gateway.postJson('/v1/silences/preview', { matchers });
    expect(body).toMatchObject({
      alerts: [{ rule: 'high_cancellations' }],
      episodesLastWeek: 1,
    });
    const none = await gateway.postJson('/v1/silences/preview', { matchers: [{ label: 'alertname', value: 'other' }] });
    expect(none.body).toEqual({ alerts: [], episodesLastWeek: 0 });
  });

  test('one is made, hides, and is ended', async () => {
    const made = await gateway.postJson<SilenceItem>('/v1/silences', {
      matchers,
      durationMs: 3_600_000,
      by: 'Rina',
      comment: 'deploy',
    });
    expect([made.status, made.body.state, made.body.hides]).toEqual([201, 'active', [alerts[0]?.id]]);
    const { body } = await gateway.get('/v1/alerts');
    expect((body['alerts'] as AlertItem[])[0]?.status).toMatchObject({
      state: 'suppressed',
      silencedBy: [made.body.id],
    });
    const ended = await gateway.postJson(`/v1/silences/${made.body.id}/end`, { by: 'Rina' });
    expect(ended.body['state']).toBe('ended');
    expect((await gateway.postJson('/v1/silences/absent/end', { by: 'Rina' })).body['code']).toBe('unknown_silence');
  });

  test.each([
    [{ matchers, by: 'Rina' }],
    [{ matchers: [], durationMs: 1_000, by: 'Rina' }],
    [{ matchers, endsAt: 1, by: 'Rina' }],
    [{ matchers: [{ label: 'a', op: '=~', value: '(' }], durationMs: 1_000, by: 'Rina' }],
  ])('without an end, a matcher or sense it is refused: %j', async (body) => {
    expect((await gateway.postJson('/v1/silences', body)).body['code']).toBe('invalid_parameter');
  });
});

describe('the link of a mail', () => {
  const link = (expiresAt: number, signedWith = key): string =>
    `/v1/acknowledge/${signToken({ action: 'acknowledge', notification: id, receiver: 'oncall', expiresAt }, signedWith)}`;

  test('whoever only opens it acknowledges nothing, and sees names as text', async () => {
    const answer = await fetch(gateway.url + link(world.now + 1000));
    const page = await answer.text();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(page).toContain('<form method="post">');
    expect(page).not.toContain('<script>');
    expect(page).not.toContain(hostileText);
    expect(await acknowledged()).toBeNull();
  });

  test('an old link and one of somebody else do nothing', async () => {
    for (const path of [link(world.now), link(world.now + 1000, `another ${key}`), '/v1/acknowledge/x'])
      expect((await form(path, 'name=Mallory')).status).toBe(410);
    expect(await acknowledged()).toBeNull();
  });

  test('a page of another site cannot press the button', async () => {
    const answer = await form(link(world.now + 1000), 'name=M', { origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(await acknowledged()).toBeNull();
  });

  test('the button acknowledges', async () => {
    const answer = await form(link(world.now + 1000), 'name=Dewi');
    expect([answer.status, (await answer.text()).includes('Acknowledged')]).toEqual([200, true]);
    expect(await acknowledged()).toMatchObject({ by: 'Dewi' });
  });
});

describe('buttons of Slack messages', () => {
  const payload = (action: string): string =>
    `payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', user: { id: 'U1', username: 'rina' }, actions: [{ action_id: action, value: id }] }))}`;
  const press = (body: string, secret: string, atMs = world.now) => {
    const timestamp = String(Math.floor(atMs / 1000));
    const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return form('/v1/slack/interactions', body, {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    });
  };

  test('are believed only with the signature of the app', async () => {
    expect((await form('/v1/slack/interactions', payload('tidewatch_silence'))).status).toBe(401);
    expect((await press(payload('tidewatch_silence'), 'other')).status).toBe(401);
    expect((await press(payload('tidewatch_silence'), signingSecret, world.now - 400_000)).status).toBe(401);
    const { body } = await gateway.get('/v1/silences');
    expect((body['silences'] as SilenceItem[]).filter(({ by }) => by === 'rina')).toEqual([]);
  });

  test('silence the group of the message for an hour', async () => {
    expect((await press(payload('tidewatch_silence'), signingSecret)).status).toBe(200);
    const { body } = await gateway.get('/v1/silences');
    const [silence] = (body['silences'] as SilenceItem[]).filter(({ by }) => by === 'rina');
    expect(silence).toMatchObject({ state: 'active', matchers: [{ label: 'alertname', value: 'high_cancellations' }] });
    expect((silence?.endsAt ?? 0) - (silence?.startsAt ?? 0)).toBe(3_600_000);
  });
});
