import { seriesQuerySchema } from '@tidewatch/contract/queries';
import type { RoomQuery } from '@tidewatch/core/live/rooms/room-set';
import { z } from 'zod';
import { parseWith } from '../http/read-query.ts';

const schema = z.discriminatedUnion('kind', [
  seriesQuerySchema.extend({ kind: z.literal('series') }),
  z.object({
    kind: z.literal('events'),
    type: z.array(z.string().max(255)).max(50),
    where: z.array(z.string().max(2048)).max(64).default([]),
    limit: z.number().int().min(1).max(1_000).default(100),
  }),
  z.object({ kind: z.literal('pipeline') }),
]);

/** A live query as it came from a socket. Throws `invalid_parameter`. */
export function readLiveQuery(input: unknown): RoomQuery {
  const parsed = parseWith(schema, input);
  if (parsed.kind === 'pipeline') return { kind: 'pipeline' };
  const { kind, ...query } = parsed;
  if (parsed.kind === 'series')
    return { kind: 'series', query: query as Extract<RoomQuery, { kind: 'series' }>['query'] };
  const { type, where, limit } = parsed;
  return {
    kind: 'events',
    query: { type: [...new Set(type)].toSorted(), where: [...new Set(where)].toSorted(), limit },
  };
}
