import { TidewatchError } from '@tidewatch/contract/errors';
import {
  bodyBytesMax,
  type Event,
  type EventItem,
  type EventsAnswer,
  type IngestAnswer,
} from '@tidewatch/contract/events';
import { eventsQuerySchema } from '@tidewatch/contract/queries';
import { summaryOf } from '@tidewatch/core/cases/case-book';
import { eventItems } from '@tidewatch/core/query/events/event-item';
import { planEventSearch } from '@tidewatch/core/query/events/metric-events';
import { eventsQuery } from '@tidewatch/core/query/events/plan-events';
import { scanEvents } from '@tidewatch/core/query/events/scan-events';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openDoor } from '../http/door.ts';
import { readQuery } from '../http/read-query.ts';
import { AppendQueue } from '../ingest/append-queue.ts';
import { BodyBudget } from '../ingest/body-budget.ts';
import { eventTypes, splitBody } from '../ingest/split-body.ts';
import { EventTaker } from '../ingest/take-events.ts';
import { withinTime } from '../ingest/within-time.ts';
import { logUnavailable } from './log-unavailable.ts';
import { catalogInForce, type GatewayParts } from './gateway-parts.ts';

const appendMsMax = 30_000;
/** A search that finds little answers after so long with what it has, and where to go on. */
const scanMsMax = 1_500;

/** `POST /v1/events` takes events, `GET /v1/events` finds those behind a number. `see` is told of each event that was taken. */
export function openEventsDoors(app: FastifyInstance, parts: GatewayParts, see: (event: Event) => void): void {
  const taker = new EventTaker(see);
  const queue = new AppendQueue(parts.log, 'events');
  const budget = new BodyBudget();
  const takeEvents = async (request: FastifyRequest): Promise<IngestAnswer> => {
    const mediaType = mediaTypeOf(request);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const taken = await taker.take(splitBody(mediaType, body), catalogInForce(parts), parts.clock.now());
    refuseSingle(mediaType, taken.rejected);
    await withinTime(queue.append(taken.records, taken.bytes), appendMsMax, logUnavailable);
    const { rejected } = taken;
    parts.telemetry.count('ingested_events', taken.records.length);
    for (const { code } of rejected) parts.telemetry.count('rejected_events', 1, { code });
    return { accepted: taken.records.length, rejected };
  };
  openDoor(app, '/v1/events', {
    POST: {
      bodyLimit: bodyBytesMax,
      onRequest: async (request, reply) => {
        mediaTypeOf(request);
        budget.take(request, reply);
      },
      handler: async (request, reply) => reply.code(202).send(await takeEvents(request)),
    },
    GET: { handler: async (request) => findEvents(request, parts) },
  });
}

/** The media type of a body of events. Throws `unsupported_media_type`, also for packed bodies. */
function mediaTypeOf({ headers }: FastifyRequest): string {
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const known: readonly string[] = Object.values(eventTypes);
  if (!known.includes(mediaType))
    throw new TidewatchError(
      'unsupported_media_type',
      `Events come as ${known.join(', ')}; say which in the header content-type.`,
    );
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new TidewatchError(
      'unsupported_media_type',
      'Packed bodies are not taken; send the events without content-encoding.',
    );
  }
  return mediaType;
}

/** One event by itself has no neighbours: what cannot be read or is too large is an error of the request. */
function refuseSingle(mediaType: string, rejected: IngestAnswer['rejected']): void {
  const [only] = rejected;
  if (mediaType !== eventTypes.single || only === undefined) return;
  if (only.code === 'invalid_json')
    throw new TidewatchError('invalid_json', `The body cannot be read: ${only.detail}.`);
  if (only.code === 'too_large')
    throw new TidewatchError('body_too_large', `The event cannot be taken: ${only.detail}.`);
}

async function findEvents(request: FastifyRequest, parts: GatewayParts): Promise<EventsAnswer> {
  const query = readQuery(eventsQuerySchema, request.query, ['type', 'where']);
  const catalog = catalogInForce(parts);
  const access = parts.access(request);
  const plan = planEventSearch(query, catalog, access);
  if (plan === null) return { events: [], next: null };
  const { counts, types, where } = plan;
  const now = parts.clock.now();
  const { events, next, scanned } = await scanEvents({
    page: (after, limit, mention) =>
      parts.view.store.searchEvents(
        { ...eventsQuery({ types, where }, { ...query, after, limit }, now), ...(mention === null ? {} : { mention }) },
        access,
      ),
    counts,
    itemOf: eventItems(catalog, access),
    find: query.find?.toLowerCase() ?? null,
    after: query.after ?? null,
    limit: query.limit,
    isTimeUp: () => parts.clock.now() - now > scanMsMax,
  });
  // An answer that is not full although there is more looked through very many events.
  const isScan = counts !== null || query.find !== undefined || (next !== null && events.length < query.limit);
  return { events: events.map((event) => withCase(event, parts)), next, ...(isScan ? { scanned } : {}) };
}

function withCase(event: EventItem, { caseOf }: GatewayParts): EventItem {
  const state = caseOf(event.key);
  return state === null ? event : { ...event, case: summaryOf(state) };
}
