import { createHmac, timingSafeEqual } from 'node:crypto';

const windowMs = 5 * 60_000;

/**
 * Whether a request comes from Slack: its `v0` signature over timestamp and raw body, no older than five minutes (Slack, Verifying
 * requests from Slack).
 */
export function verifySlackRequest(
  signingSecret: string,
  headers: { readonly timestamp: string | undefined; readonly signature: string | undefined },
  body: string,
  now: number,
): boolean {
  const { timestamp = '', signature = '' } = headers;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1_000) > windowMs) return false;
  const wanted = Buffer.from(
    `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
