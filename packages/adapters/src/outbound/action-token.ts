import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed link allows: one action on one notification, until it expires. */
export interface ActionToken {
  readonly action: 'acknowledge';
  readonly notification: string;
  readonly receiver: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

const purpose = 'tidewatch-action-1';
const lengthMax = 2_000;

/** The text of a token for a URL: HMAC-SHA-256 over its content with a key that serves this purpose alone. */
export function signToken(token: ActionToken, key: string): string {
  const content = Buffer.from(
    JSON.stringify([1, token.action, token.notification, token.receiver, token.expiresAt]),
  ).toString('base64url');
  return `${content}.${signatureOf(content, key).toString('base64url')}`;
}

/** The token of a text; null for one that was not signed with this key, or is too old. */
export function verifyToken(text: string, key: string, now: number): ActionToken | null {
  const [content = '', signature = '', ...more] = text.slice(0, lengthMax).split('.');
  const given = Buffer.from(signature, 'base64url');
  const wanted = signatureOf(content, key);
  if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const parsed: unknown = JSON.parse(Buffer.from(content, 'base64url').toString('utf8'));
  const [v, action, notification, receiver, expiresAt] = parsed as [number, 'acknowledge', string, string, number];
  if (v !== 1 || action !== 'acknowledge' || !(now < expiresAt)) return null;
  return { action, notification, receiver, expiresAt };
}

const signatureOf = (content: string, key: string): Buffer =>
  createHmac('sha256', key).update(`${purpose}.${content}`).digest();
