import { seriesQuerySchema } from '@tidewatch/contract/queries';
import { alertsFilter, alertsQuerySchema } from '../alerts/alerts-query.ts';
import { casesQuerySchema, casesRoomQuery } from '../operations/cases/cases-query.ts';
import type { RoomQuery } from '@tidewatch/core/live/rooms/room-set';
import { z } from 'zod';
import { parseWith } from '../http/read-query.ts';

const schema = z.discriminatedUnion('kind', [
  seriesQuerySchema.extend({ kind: z.literal('series') }).strict(),
  z.strictObject({
    kind: z.literal('events'),
    metric: z.string().min(1).max(100).optional(),
    type: z.array(z.string().max(255)).max(50),
    where: z.array(z.string().max(2048)).max(64).default([]),
    limit: z.number().int().min(1).max(1_000).default(100),
  }),
  casesQuerySchema.extend({ kind: z.literal('cases') }).strict(),
  z.strictObject({ kind: z.literal('case'), key: z.string().max(60) }),
  z.strictObject({ kind: z.literal('case-changes') }),
  z.strictObject({ kind: z.literal('presence') }),
  alertsQuerySchema.extend({ kind: z.literal('alerts') }).strict(),
  z.strictObject({ kind: z.literal('pipeline') }),
]);

/**
 * A live query as it came from a socket. Throws `invalid_parameter`, also for keys that it does not know: a misspelt filter must not
 * silently widen an answer.
 */
export function readLiveQuery(input: unknown): RoomQuery {
  const parsed = parseWith(schema, input);
  if (parsed.kind === 'pipeline' || parsed.kind === 'presence' || parsed.kind === 'case-changes')
    return { kind: parsed.kind };
  if (parsed.kind === 'case') return { kind: 'case', key: parsed.key };
  if (parsed.kind === 'cases') return { kind: 'cases', query: casesRoomQuery(parsed) };
  if (parsed.kind === 'alerts') return { kind: 'alerts', filter: alertsFilter(parsed) };
  const { kind, ...query } = parsed;
  if (parsed.kind === 'series')
    return { kind: 'series', query: query as Extract<RoomQuery, { kind: 'series' }>['query'] };
  const { metric, type, where, limit } = parsed;
  return {
    kind: 'events',
    query: {
      ...(metric === undefined ? {} : { metric }),
      type: [...new Set(type)].toSorted(),
      where: [...new Set(where)].toSorted(),
      limit,
    },
  };
}
