import type { Client } from '@elastic/elasticsearch';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { backOff } from '../bulk/back-off.ts';
import type { BulkReply } from '../bulk/bulk-reply.ts';
import { boundedRequest } from './bounded-request.ts';
import { closableDelay } from './closable-delay.ts';
import { closedError, faultOf, isPassing, readError } from './fault.ts';
import { sendBulk } from './send-bulk.ts';

export interface ServerRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  /** Instead of a body: one JSON text a line. */
  readonly lines?: readonly object[];
}

/** Elasticsearch as the parts of the adapter see it. */
export interface Server {
  /** For reads. Rejects with `store_unavailable` within 5 s when the server is away; waits as long as it is alive. */
  ask<Answer>(request: ServerRequest, doing: string): Promise<Answer>;
  /** As `ask`, and null where the thing does not exist. */
  find<Answer>(request: ServerRequest, doing: string): Promise<Answer | null>;
  /**
   * For preparations that must happen: repeats passing faults without limit. Null for a status of `accept`, rejects with
   * `internal` for other faults.
   */
  persist<Answer>(request: ServerRequest, doing: string, accept?: readonly number[]): Promise<Answer | null>;
  /** One bulk request; never rejects. */
  bulk(body: string): Promise<BulkReply>;
  /** Waits; rejects when the store is closed. */
  delay(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly client: Client;
  readonly telemetry: Telemetry;
  readonly random: () => number;
}

const askTimeoutMs = 120_000;
const persistTimeoutMs = 30_000;
/** A read that takes longer asks whether the server is alive, and again after as long. */
const probeEveryMs = 2_000;
const probeTimeoutMs = 2_000;
const closeWithinMs = 3_000;
/** Tries before the log hears of a server that is away. */
const quietTries = 3;

export function createServer({ client, telemetry, random }: ServerOptions): Server {
  const closing = new AbortController();
  const closed = closing.signal;
  const delay = closableDelay(closed);

  /** Sends until there is an answer, or a fault that does not pass. */
  const persist: Server['persist'] = async <Answer>(
    request: ServerRequest,
    doing: string,
    accept: readonly number[] = [],
  ) => {
    for (let attempt = 1; ; attempt += 1) {
      if (closed.aborted) throw closedError();
      try {
        return await send<Answer>(client, request, persistTimeoutMs, [closed]);
      } catch (error) {
        const fault = faultOf(error);
        if (fault.status !== null && accept.includes(fault.status)) return null;
        const refused = fault.status === 401 || fault.status === 403;
        if (!isPassing(fault) && !refused) throw readError(fault, doing);
        if (attempt === quietTries) {
          const how = refused ? 'refuses access' : 'does not answer';
          telemetry.log('warn', `Elasticsearch ${how}; still trying to ${doing}.`);
        }
        await delay(backOff(attempt, random));
      }
    }
  };

  const find: Server['find'] = async <Answer>(request: ServerRequest, doing: string) => {
    if (closed.aborted) throw closedError();
    const away = new AbortController();
    const watch = setInterval(() => void isAlive(client).then((alive) => alive || away.abort()), probeEveryMs);
    try {
      return await send<Answer>(client, request, askTimeoutMs, [away.signal, closed]);
    } catch (error) {
      const fault = faultOf(error);
      if (fault.status === 404) return null;
      throw readError(fault, doing);
    } finally {
      clearInterval(watch);
    }
  };

  const ask: Server['ask'] = async <Answer>(request: ServerRequest, doing: string) => {
    const answer = await find<Answer>(request, doing);
    if (answer === null) throw readError({ status: 404, type: null }, doing);
    return answer;
  };

  return {
    ask,
    find,
    persist,
    delay,
    bulk: (body) => sendBulk(client, body, closed),
    async close() {
      if (closed.aborted) return;
      closing.abort();
      // It waits for requests in flight, and those have just been given up.
      await boundedRequest(closeWithinMs, [], () => client.close()).catch(() => undefined);
    },
  };
}

function send<Answer>(
  client: Client,
  request: ServerRequest,
  timeoutMs: number,
  ends: readonly AbortSignal[],
): Promise<Answer> {
  const { method, path, query, body, lines } = request;
  const parts = {
    ...(query === undefined ? {} : { querystring: { ...query } }),
    ...(body === undefined ? {} : { body }),
    ...(lines === undefined ? {} : { bulkBody: lines.map((line) => `${JSON.stringify(line)}\n`).join('') }),
  };
  return boundedRequest(timeoutMs, ends, (signal) =>
    client.transport.request<Answer>({ method, path, ...parts }, { signal }),
  );
}

/** Any answer is a sign of life. */
async function isAlive(client: Client): Promise<boolean> {
  const probe = { method: 'GET', path: '/_cluster/health', querystring: { local: true } };
  try {
    await boundedRequest(probeTimeoutMs, [], (signal) => client.transport.request(probe, { maxRetries: 0, signal }));
    return true;
  } catch (error) {
    return faultOf(error).status !== null;
  }
}
