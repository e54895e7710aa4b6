import { NotifierError } from '../../../ports/notifier.ts';
import type { OutboundAnswer } from '../../../ports/outbound-http.ts';

/** What an HTTP answer says about a message; null when it was taken (2xx). `who` is named in the text for people. */
export function errorOfAnswer(
  { status, headers }: Pick<OutboundAnswer, 'status' | 'headers'>,
  who: string,
  now: number,
): NotifierError | null {
  if (status >= 200 && status < 300) return null;
  const said = `${who} answered ${status}`;
  if (status >= 300 && status < 400)
    return new NotifierError('redirected', `${said}: redirects are not followed; write the final address.`, {
      retry: false,
    });
  const retryAfterMs = retryAfter(headers['retry-after'], now);
  if (status === 429)
    return new NotifierError('rate-limited', `${said}: it asks to come later.`, { retry: true, retryAfterMs });
  if (status === 401 || status === 403)
    return new NotifierError('not-authorised', `${said}: check the secret and what it may do.`, { retry: false });
  if (status >= 500 || status === 408 || status === 425) {
    // A gateway that gave up waiting does not know whether the server behind it took the message.
    const perhapsDelivered = status === 502 || status === 504;
    return new NotifierError('server-fault', `${said}; it is tried again.`, {
      retry: true,
      retryAfterMs,
      perhapsDelivered,
    });
  }
  return new NotifierError('refused', `${said}: it does not take the message; check the address.`, { retry: false });
}

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), in milliseconds from now; null for none. */
function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
