import { errorOfAnswer } from '@tidewatch/core/alerting/delivery/notify/error-of-answer';
import { NotifierError } from '@tidewatch/core/ports/notifier';
import type { OutboundHttp } from '@tidewatch/core/ports/outbound-http';

const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited']);
const authorisation =
  /^(invalid_auth|not_authed|account_inactive|token_|missing_scope|no_permission|access_denied|not_allowed)/;

/** An answer of the Web API with `ok: false`. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface SlackApiOptions {
  readonly http: OutboundHttp;
  readonly token: string;
  /** `https://slack.com/api` unless told. */
  readonly base: string;
  readonly allowPrivate: boolean;
}

/** Methods of Slack's Web API. */
export class SlackApi {
  readonly #options: SlackApiOptions;

  constructor(options: SlackApiOptions) {
    this.#options = options;
  }

  /** Rejects with `SlackRefusal` for what Slack does not do, `NotifierError` for what did not get there. */
  async call(method: string, body: unknown, now: number): Promise<Readonly<Record<string, unknown>>> {
    const { http, token, base, allowPrivate } = this.#options;
    const answer = await http.send({
      method: 'POST',
      url: `${base.replace(/\/+$/, '')}/${method}`,
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      allowPrivate,
    });
    const error = errorOfAnswer(answer, 'Slack', now);
    if (error !== null) throw error;
    const parsed = parse(answer.body);
    if (parsed['ok'] === true) return parsed;
    throw new SlackRefusal(typeof parsed['error'] === 'string' ? parsed['error'] : 'unreadable');
  }

  /** Sends bytes to an address that Slack named. */
  async upload(url: string, bytes: Uint8Array, now: number): Promise<void> {
    const { http, allowPrivate } = this.#options;
    const answer = await http.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
      allowPrivate,
    });
    const error = errorOfAnswer(answer, 'Slack', now);
    if (error !== null) throw error;
  }
}

/** What a refusal means for the message. */
export function errorOfRefusal(error: unknown): NotifierError {
  if (error instanceof NotifierError) return error;
  if (!(error instanceof SlackRefusal))
    return new NotifierError('unknown', 'A fault while telling Slack; it is tried again.', {
      retry: true,
      perhapsDelivered: true,
      cause: error,
    });
  const code = /^[a-z_]{1,60}$/.test(error.code) ? error.code : 'unreadable';
  // An answer that cannot be read came after the message was taken, perhaps.
  if (code === 'unreadable')
    return new NotifierError('server-fault', 'Slack answered something unreadable; it is tried again.', {
      retry: true,
      perhapsDelivered: true,
    });
  if (code === 'ratelimited') return new NotifierError('rate-limited', 'Slack asks to come later.', { retry: true });
  if (passing.has(code))
    return new NotifierError('server-fault', `Slack has a fault (${code}); it is tried again.`, { retry: true });
  const fault = authorisation.test(code) ? 'not-authorised' : 'refused';
  return new NotifierError(fault, `Slack refuses (${code}); check the token, its scopes and the channel.`, {
    retry: false,
  });
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
