import { createHmac } from 'node:crypto';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { describeNotifier, hostileText, sampleNotification } from '@tidewatch/testkit/notifier-suite';
import { startMoodyServer } from '@tidewatch/testkit/notifier-suite/moody-server';
import { describe, expect, test } from 'vitest';
import { openNotifiers } from '../registry.ts';

const defaults = {
  title: 'suite',
  owner: '',
  language: 'en',
  zone: 'UTC',
  rateLimit: { messages: 60, perMs: 60_000 },
} as const;
const key = Buffer.from('0123456789abcdef0123456789abcdef');
const env = { WEBHOOK_SECRET: `whsec_${key.toString('base64')}`, ALERTMANAGER_TOKEN: 'token' };

async function startWebhook(receiver: { readonly receiver: string; readonly allowPrivate: boolean }) {
  const server = await startMoodyServer();
  const target = { kind: 'webhook', url: `${server.url}/hook`, secret: { env: 'WEBHOOK_SECRET' } } as const;
  const notifiers = await openNotifiers([{ ...defaults, ...receiver, target }], { telemetry: noTelemetry, env });
  const notifier = notifiers.get(receiver.receiver);
  if (notifier === undefined) throw new Error('the registry opened none');
  return { server, notifier };
}

describeNotifier(
  'webhook',
  async (receiver) => {
    const { server, notifier } = await startWebhook(receiver);
    return {
      notifier,
      taken: () => server.taken.map(({ headers, body }) => `${JSON.stringify(headers)}\n${body}`),
      seen: server.seen,
      behave: server.behave,
      dispose: server.close,
    };
  },
  {
    moods: [
      'fault',
      'busy',
      'silent',
      'resetting',
      'redirecting',
      'huge',
      'dripping',
      'refusing',
      'unauthorised',
      'down',
    ],
    // JSON: nothing is markup; line ends are escaped.
    neverTaken: ['\nBcc:'],
  },
);

describeNotifier(
  'Alertmanager',
  async (receiver) => {
    const server = await startMoodyServer();
    const target = { kind: 'alertmanager', url: server.url, token: { env: 'ALERTMANAGER_TOKEN' } } as const;
    const notifiers = await openNotifiers([{ ...defaults, ...receiver, target }], { telemetry: noTelemetry, env });
    const notifier = notifiers.get(receiver.receiver);
    if (notifier === undefined) throw new Error('the registry opened none');
    return {
      notifier,
      taken: () => server.taken.map(({ headers, path, body }) => `${path} ${JSON.stringify(headers)}\n${body}`),
      seen: server.seen,
      behave: server.behave,
      dispose: server.close,
    };
  },
  { moods: ['fault', 'busy', 'refusing', 'unauthorised', 'down'], neverTaken: ['\nBcc:'] },
);

describe('Standard Webhooks', () => {
  test('id, timestamp and signature over both and the body', async () => {
    const { server, notifier } = await startWebhook({ receiver: 'suite', allowPrivate: true });
    const notification = sampleNotification({ hostile: true });
    await notifier.notify(notification);
    await server.close();
    const [taken] = server.taken;
    const headers: Readonly<Record<string, unknown>> = taken?.headers ?? {};
    const body = taken?.body ?? '';
    const [id, timestamp] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
    expect([id, timestamp]).toEqual([notification.id, String(Math.floor(notification.at / 1000))]);
    const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${wanted}`);
    const { data } = JSON.parse(body) as { data: { alerts: { labels: { city: string } }[] } };
    expect(data.alerts[0]?.labels.city).toBe(hostileText);
  });
});
