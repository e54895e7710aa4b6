import type { AlertDetail } from '@tidewatch/contract/alerts';
import type { Problem } from '@tidewatch/contract/errors';

/** What can be done to an alert, as the API takes it. */
export type AlertAct =
  | { readonly act: 'acknowledge' }
  | { readonly act: 'assign'; readonly assignee: string | null }
  | { readonly act: 'comment'; readonly text: string };

/** `done`: it is written down. `refused`: it cannot be. `lost`: nobody knows; doing it again is safe for all but a comment. */
export type Sent<Answer> =
  | { readonly came: 'done'; readonly answer: Answer }
  | { readonly came: 'refused'; readonly problem: Problem }
  | { readonly came: 'lost' };

const timeoutMs = 20_000;

/** Sends JSON to the API. Never rejects. */
export const sendJson = async <Answer>(path: string, body: unknown, signal?: AbortSignal): Promise<Sent<Answer>> => {
  const patience = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    });
    const answer: unknown = await response.json();
    if (response.ok) return { came: 'done', answer: answer as Answer };
    const mayPass = response.status >= 500 || response.status === 429;
    return mayPass ? { came: 'lost' } : { came: 'refused', problem: answer as Problem };
  } catch {
    return { came: 'lost' };
  }
};

/** Does something to the alert `id` in the name of `by`. Never rejects. */
export const sendAlertAct = (id: string, { act, ...more }: AlertAct, by: string): Promise<Sent<AlertDetail>> =>
  sendJson(`/v1/alerts/${encodeURIComponent(id)}/${act}`, { by, via: 'screen', ...more });
