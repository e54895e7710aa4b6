import type { Problem } from '@tidewatch/contract/errors';
import type { EventsAnswer } from '@tidewatch/contract/events';

/** Which events, as the API takes it. */
export interface EventsRequest {
  readonly metric?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly from: string;
  readonly to: string;
  readonly where: readonly string[];
  readonly find?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What the server says cannot be answered. */
export class RefusedRequest extends Error {
  readonly problem: Problem | null;

  constructor(problem: Problem | null) {
    super(problem?.detail ?? 'no answer');
    this.name = 'RefusedRequest';
    this.problem = problem;
  }
}

/** One page of events, newest first. Rejects with `RefusedRequest`. */
export const readEvents = async (request: EventsRequest, signal?: AbortSignal): Promise<EventsAnswer> => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (value === undefined) continue;
    for (const one of [value].flat()) query.append(name, String(one));
  }
  const response = await fetch(`/v1/events?${query}`, {
    headers: { accept: 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? error : new RefusedRequest(null);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok || answer === null) throw new RefusedRequest(answer as Problem | null);
  return answer as EventsAnswer;
};
