import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMoodyServer, type MoodyServer, type TakenRequest } from '@tidewatch/testkit/notifier-suite/moody-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendWhenReady } from '../../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../../support/run-tidewatch.ts';
import { waitUntil } from '../../support/wait-until.ts';

const signingSecret = 'of-the-slack-app';
const wait = 30_000;
/** What people may expect is 2 s; a machine under test does other things too. */
const tellMsMax = 10_000;

let folder: string;
let slack: MoodyServer;
let hook: MoodyServer;
let tidewatch: RunningTidewatch;

const catalog = (): string => `event: probe.measured
data: { place: { type: string, dimension: true }, seconds: { type: number } }
---
metric: probe_seconds
from: [probe.measured]
by: [place]
measure: avg
field: event.data.seconds
---
rule: slow_probes
title: { en: Probes are slow, id: Pengukuran lambat }
metric: probe_seconds
by: [place]
over: 1m
when: value > 100
severity: critical
---
receiver: ops
zone: Asia/Jakarta
allowPrivate: true
slack: { token: { env: SLACK_TOKEN }, channel: '#ops', api: '${slack.url}/api' }
---
receiver: desk
allowPrivate: true
webhook: { url: '${hook.url}/hook' }
---
route: ops
receiver: ops
groupBy: [alertname, place]
groupWait: 0s
groupInterval: 1s
---
route: desk
receiver: desk
groupBy: [alertname, place]
groupWait: 0s
groupInterval: 1s
`;

/** Slack's Web API as far as it is used. */
function slackAnswer({ path, headers }: TakenRequest): { readonly body: string } {
  const answers: Record<string, unknown> = {
    '/api/files.getUploadURLExternal': { upload_url: `http://${String(headers['host'])}/upload`, file_id: 'F1' },
    '/api/chat.postMessage': { ts: '1700000000.000100', channel: 'C1' },
  };
  return { body: JSON.stringify({ ok: true, ...(answers[path] as object | undefined) }) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-alerts-'));
  [slack, hook] = [await startMoodyServer(slackAnswer), await startMoodyServer()];
  await mkdir(join(folder, 'catalog'));
  await writeFile(join(folder, 'catalog', 'all.yaml'), catalog());
  tidewatch = await startTidewatch({
    args: ['--data', join(folder, 'data'), '--catalog', join(folder, 'catalog'), '--port', '0'],
    env: { SLACK_TOKEN: 'xoxb-1', TIDEWATCH_SLACK_SIGNING_SECRET: signingSecret, TIDEWATCH_LOG_LEVEL: 'error' },
  });
});
afterAll(async () => {
  tidewatch?.kill('SIGTERM');
  await tidewatch?.ended();
  await slack?.close();
  await hook?.close();
  await rm(folder, { recursive: true, force: true });
});

let lastId = 0;
async function measure(place: string, seconds: number, times = 1): Promise<void> {
  const events = Array.from({ length: times }, () => ({
    specversion: '1.0',
    id: String((lastId += 1)),
    source: 'probes',
    type: 'probe.measured',
    time: new Date().toISOString(),
    data: { place, seconds },
  }));
  await sendWhenReady(tidewatch.url, events);
}

interface Hooked {
  readonly reason: string;
  readonly headline: string;
  readonly alerts: readonly { readonly id: string; readonly state: string; readonly labels: Record<string, string> }[];
}
const hooked = (place: string): Hooked[] =>
  hook.taken
    .map(({ body }) => (JSON.parse(body) as { data: Hooked }).data)
    .filter(({ alerts }) => alerts.some(({ labels }) => labels['place'] === place));
const slackCalls = (method: string): string[] =>
  slack.taken.filter(({ path }) => path === `/api/${method}`).map(({ body }) => body);

it('a crossing is told with its chart, the button acknowledges, and the same message says the end', async () => {
  const crossed = performance.now();
  await measure('Jakarta <!channel>', 500);
  await waitUntil('the webhook hears of it', async () => hooked('Jakarta <!channel>')[0], wait);
  expect(performance.now() - crossed).toBeLessThan(tellMsMax);
  expect(hooked('Jakarta <!channel>')[0]).toMatchObject({ reason: 'firing', alerts: [{ state: 'firing' }] });

  const posted = await waitUntil('Slack has the message', async () => slackCalls('chat.postMessage')[0], wait);
  expect(posted).toContain('"slack_file":{"id":"F1"}');
  expect(posted).not.toMatch(/"text":"[^"]*<!channel>[^"]*","blocks"/);

  const { value } = /"action_id":"tidewatch_acknowledge".*?"value":"(?<value>[^"]+)"/.exec(posted)?.groups ?? {};
  await press('tidewatch_acknowledge', value ?? '');
  const update = await waitUntil('Slack shows who has it', async () => slackCalls('chat.update')[0], wait);
  expect(update).toContain('"ts":"1700000000.000100"');
  expect(update).toContain('rina has it since');

  const cleared = performance.now();
  await measure('Jakarta <!channel>', 0, 20);
  await waitUntil('the webhook hears of the end', async () => hooked('Jakarta <!channel>')[1], wait);
  expect(performance.now() - cleared).toBeLessThan(tellMsMax);
  expect(hooked('Jakarta <!channel>')[1]).toMatchObject({ reason: 'resolved', alerts: [{ state: 'resolved' }] });
  const last = await waitUntil('Slack edits the message', async () => slackCalls('chat.update')[1], wait);
  expect(last).toContain('Resolved: Probes are slow');
  expect(slackCalls('chat.postMessage')).toHaveLength(1);
});

it('a receiver that is down holds up no other, is visible, and hears of everything when it is back', async () => {
  await hook.behave('down');
  await measure('Medan', 500);
  await waitUntil(
    'Slack hears of it',
    async () => slackCalls('chat.postMessage').some((body) => body.includes('Medan')),
    wait,
  );
  const { notifications } = await waitUntil(
    'the failure is visible',
    async () => {
      const answer = await fetch(`${tidewatch.url}/v1/notifications?receiver=desk&status=failed`);
      const body = (await answer.json()) as { notifications: { fault: string; nextTryAt: number }[] };
      return body.notifications.length > 0 ? body : null;
    },
    wait,
  );
  expect(notifications[0]).toMatchObject({ fault: 'unreachable' });
  expect(notifications[0]?.nextTryAt).toBeGreaterThan(0);
  await hook.behave('well');
  await waitUntil('the webhook hears of it', async () => hooked('Medan')[0], 90_000);
});

it('what is silenced is told to nobody', async () => {
  const answer = await fetch(`${tidewatch.url}/v1/silences`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ matchers: [{ label: 'place', value: 'Bandung' }], durationMs: 600_000, by: 'rina' }),
  });
  expect(answer.status).toBe(201);
  await measure('Bandung', 500);
  await measure('Surabaya', 500);
  await waitUntil('the other one is told', async () => hooked('Surabaya')[0], wait);
  const { alerts } = (await (await fetch(`${tidewatch.url}/v1/alerts?label=place:Bandung`)).json()) as {
    alerts: { state: string; status: { silencedBy: string[] } }[];
  };
  expect(alerts[0]).toMatchObject({ state: 'firing' });
  expect(alerts[0]?.status.silencedBy).toHaveLength(1);
  expect(hooked('Bandung')).toEqual([]);
});

async function press(action: string, value: string): Promise<void> {
  const payload = {
    type: 'block_actions',
    user: { id: 'U1', username: 'rina' },
    actions: [{ action_id: action, value }],
  };
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const answer = await fetch(`${tidewatch.url}/v1/slack/interactions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
    body,
  });
  expect(answer.status).toBe(200);
}
