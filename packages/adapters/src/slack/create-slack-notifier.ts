import { setTimeout } from 'node:timers/promises';
import type { Receiver, ReceiverTarget } from '@tidewatch/contract/catalog/delivery';
import type { SecretReference } from '@tidewatch/contract/catalog/delivery-definitions';
import { errorOfAnswer } from '@tidewatch/core/alerting/delivery/notify/error-of-answer';
import type { ChartPainter, Notification, Notifier, Receipt } from '@tidewatch/core/ports/notifier';
import type { OutboundHttp } from '@tidewatch/core/ports/outbound-http';
import { slackMessage } from './blocks.ts';
import { errorOfRefusal, SlackApi, SlackRefusal } from './slack-api.ts';

export interface SlackOptions {
  readonly receiver: Receiver & { readonly target: Extract<ReceiverTarget, { kind: 'slack' }> };
  readonly http: OutboundHttp;
  readonly secret: (reference: SecretReference) => Promise<string>;
  readonly painter: ChartPainter;
}

type Target = SlackOptions['receiver']['target'];
type BotTarget = Extract<Target, { token: SecretReference }>;

/** What Slack says of a picture that it does not show: at the top of a message, beside its bar. */
const badPicture = new Set(['invalid_blocks', 'invalid_attachments']);
/** Slack looks at a picture after it took it, and refuses messages with it until then. */
const pictureMs = 1_000;

/** Messages that cannot be edited any more are written anew. */
const uneditable = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found']);

/** Tells a Slack channel: by a bot token with the chart and edits in place, or by an incoming webhook without them. */
export function createSlackNotifier(options: SlackOptions): Notifier {
  const { target } = options.receiver;
  const notify = 'token' in target ? byToken(options, target) : byWebhook(options, target);
  return { edits: 'token' in target, notify, async close() {} };
}

function byWebhook({ http, secret, receiver }: SlackOptions, target: Exclude<Target, BotTarget>): Notifier['notify'] {
  return async ({ id, message, at }) => {
    const answer = await http.send({
      method: 'POST',
      url: await secret(target.webhook),
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(slackMessage(message, id, null)),
      allowPrivate: receiver.allowPrivate,
    });
    const error = errorOfAnswer(answer, 'Slack', at);
    if (error !== null) throw error;
    return { provider: { id } };
  };
}

function byToken({ http, secret, receiver, painter }: SlackOptions, target: BotTarget): Notifier['notify'] {
  return async (notification) => {
    const token = await secret(target.token);
    const base = target.api ?? 'https://slack.com/api';
    const api = new SlackApi({ http, token, base, allowPrivate: receiver.allowPrivate });
    try {
      return await send(api, target.channel, notification, await chartFile(api, painter, notification));
    } catch (error) {
      throw errorOfRefusal(error);
    }
  };
}

async function send(
  api: SlackApi,
  channel: string,
  notification: Notification,
  file: string | null,
  isSecond = false,
): Promise<Receipt> {
  const { id, message, edits, at } = notification;
  const content = slackMessage(message, id, file);
  try {
    if (edits?.place !== undefined) {
      await api.call('chat.update', { channel: edits.place, ts: edits.id, ...content }, at);
      return { provider: edits };
    }
    const posted = await api.call('chat.postMessage', { channel, ...content }, at);
    const { ts, channel: place } = posted;
    return { provider: { id: String(ts), place: typeof place === 'string' ? place : channel } };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    if (file !== null && badPicture.has(error.code)) {
      if (isSecond) return send(api, channel, notification, null);
      await setTimeout(pictureMs);
      return send(api, channel, notification, file, true);
    }
    if (edits !== null && uneditable.has(error.code)) return send(api, channel, { ...notification, edits: null }, file);
    throw error;
  }
}

/** Uploads the chart; null where that is not possible: a message without its picture is better than none. */
async function chartFile(api: SlackApi, painter: ChartPainter, { message, at }: Notification): Promise<string | null> {
  if (message.picture === null) return null;
  try {
    const png = await painter.paint(message.picture);
    const place = await api.call('files.getUploadURLExternal', { filename: 'chart.png', length: png.length }, at);
    const { upload_url: url, file_id: file } = place;
    if (typeof url !== 'string' || typeof file !== 'string') return null;
    await api.upload(url, png, at);
    await api.call('files.completeUploadExternal', { files: [{ id: file, title: message.picture.title }] }, at);
    return file;
  } catch {
    return null;
  }
}
