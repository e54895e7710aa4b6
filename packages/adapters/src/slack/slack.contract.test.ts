import { createHmac } from 'node:crypto';
import type { Receiver } from '@tidewatch/contract/catalog/delivery';
import type { Notifier } from '@tidewatch/core/ports/notifier';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { describeNotifier, sampleNotification } from '@tidewatch/testkit/notifier-suite';
import { startMoodyServer, type MoodyServer, type TakenRequest } from '@tidewatch/testkit/notifier-suite/moody-server';
import { describe, expect, test } from 'vitest';
import { openNotifiers } from '../registry.ts';
import { verifySlackRequest } from './verify-slack-request.ts';

const defaults = {
  title: 'suite',
  owner: '',
  language: 'en',
  zone: 'UTC',
  rateLimit: { messages: 60, perMs: 60_000 },
} as const;

/** Slack's Web API as far as it is used: messages with a `ts`, files in three steps. */
function slackAnswer(refusals: Record<string, string[]>): (request: TakenRequest) => { body: string } {
  let last = 0;
  return ({ path, headers }) => {
    const method = path.replace('/api/', '');
    const refusal = refusals[method]?.shift();
    if (refusal !== undefined) return { body: JSON.stringify({ ok: false, error: refusal }) };
    last += 1;
    const host = String(headers['host']);
    const answers: Record<string, unknown> = {
      'files.getUploadURLExternal': { ok: true, upload_url: `http://${host}/upload`, file_id: `F${last}` },
      'chat.postMessage': { ok: true, ts: `1700000000.00${last}`, channel: 'C1' },
    };
    return { body: JSON.stringify(answers[method] ?? { ok: true }) };
  };
}

async function startBot(
  receiver: { readonly receiver: string; readonly allowPrivate: boolean },
  refusals: Record<string, string[]> = {},
) {
  const server = await startMoodyServer(slackAnswer(refusals));
  const target = { kind: 'slack', token: { env: 'TOKEN' }, channel: '#ops', api: `${server.url}/api` } as const;
  return { server, notifier: await open({ ...defaults, ...receiver, target }) };
}

async function open(receiver: Receiver): Promise<Notifier> {
  const env = { TOKEN: 'xoxb-1', WEBHOOK: hooks.url };
  const notifier = (await openNotifiers([receiver], { telemetry: noTelemetry, env })).get(receiver.receiver);
  if (notifier === undefined) throw new Error('the registry opened none');
  return notifier;
}

const hooks = { url: '' };
const messages = ({ taken }: MoodyServer) =>
  taken.filter(({ path }) => /webhook|chat\./.test(path)).map(({ path, body }) => `${path} ${body}`);
// Escaped in the fallback, and plain text in every block: Slack reads no markup there.
const neverTaken = [/"text":"[^"]*<!channel>[^"]*","blocks"/, /"type":"mrkdwn"/];

describeNotifier(
  'Slack by incoming webhook',
  async (receiver) => {
    const server = await startMoodyServer();
    hooks.url = `${server.url}/webhook`;
    const notifier = await open({ ...defaults, ...receiver, target: { kind: 'slack', webhook: { env: 'WEBHOOK' } } });
    return { notifier, taken: () => messages(server), seen: server.seen, behave: server.behave, dispose: server.close };
  },
  { moods: ['fault', 'busy', 'redirecting', 'refusing', 'unauthorised', 'down'], neverTaken },
);

describeNotifier(
  'Slack by bot token',
  async (receiver) => {
    const { server, notifier } = await startBot(receiver);
    return { notifier, taken: () => messages(server), seen: server.seen, behave: server.behave, dispose: server.close };
  },
  { moods: ['fault', 'busy', 'resetting', 'huge', 'unauthorised', 'down'], neverTaken },
);

describe('Slack by bot token', () => {
  test('the chart is uploaded and shown; the same message becomes resolved', async () => {
    const { server, notifier } = await startBot({ receiver: 'suite', allowPrivate: true });
    const { provider } = await notifier.notify(sampleNotification());
    const resolved = { ...sampleNotification({ resolved: true }), edits: provider };
    expect((await notifier.notify(resolved)).provider).toEqual(provider);
    await server.close();
    const [posted, updated] = messages(server);
    expect(posted).toMatch(/postMessage .*"slack_file":\{"id":"F\d+"\}/);
    expect(posted).toContain('"action_id":"tidewatch_acknowledge"');
    expect(updated).toContain(`chat.update {"channel":"C1","ts":"${provider.id}"`);
    expect(updated).toContain('Resolved');
    expect(updated).not.toContain('tidewatch_acknowledge');
    expect(server.taken.find(({ path }) => path === '/upload')?.body).toContain('PNG');
  });

  test.each([
    ['that it has not looked at yet is asked for once more', ['invalid_attachments'], true],
    ['that it does not take costs the picture, not the message', ['invalid_attachments', 'invalid_blocks'], false],
  ])('a chart %s', async (_, refused, isShown) => {
    const refusals = { 'chat.postMessage': [...refused] };
    const { server, notifier } = await startBot({ receiver: 'suite', allowPrivate: true }, refusals);
    await notifier.notify(sampleNotification());
    await server.close();
    expect(messages(server).at(-1)?.includes('slack_file')).toBe(isShown);
  });

  test('a message that cannot be edited any more is written anew', async () => {
    const refusals = { 'chat.update': ['message_not_found'] };
    const { server, notifier } = await startBot({ receiver: 'suite', allowPrivate: true }, refusals);
    const edits = { id: '1.1', place: 'C1' };
    const { provider } = await notifier.notify({ ...sampleNotification({ resolved: true }), edits });
    await server.close();
    expect(provider.id).not.toBe('1.1');
  });
});

describe('requests from Slack', () => {
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const now = 1_700_000_000_000;
  const signed = (body: string, atMs: number): { timestamp: string; signature: string } => {
    const timestamp = String(Math.floor(atMs / 1000));
    const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return { timestamp, signature: `v0=${digest}` };
  };

  test.each([
    ['as Slack signs it', 'payload=1', now, 'payload=1', true],
    ['another body', 'payload=1', now, 'payload=2', false],
    ['six minutes old', 'payload=1', now - 360_000, 'payload=1', false],
    ['from the future', 'payload=1', now + 360_000, 'payload=1', false],
  ])('%s', (_, signedBody, at, body, wanted) => {
    expect(verifySlackRequest(secret, signed(signedBody, at), body, now)).toBe(wanted);
  });

  test('nothing, and another secret', () => {
    const none = { timestamp: undefined, signature: undefined };
    expect(verifySlackRequest(secret, none, 'payload=1', now)).toBe(false);
    expect(verifySlackRequest('other', signed('payload=1', now), 'payload=1', now)).toBe(false);
  });
});
