import { caseShows } from '@tidewatch/contract/operations/cases';
import type { CasesRoomQuery } from '@tidewatch/core/live/rooms/cases/cases-room';
import { z } from 'zod';
import { personIdSchema } from './person-schema.ts';

/** The parameters of `GET /v1/cases` and of the live query `cases`. */
export const casesQuerySchema = z.object({
  type: z.array(z.string().max(255)).max(50).default([]),
  where: z.array(z.string().max(2048)).max(64).default([]),
  show: z.enum(caseShows).default('open'),
  person: personIdSchema.optional(),
  tz: z.string().max(64).default('UTC'),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

/** Lists sorted, so that equal queries share a room. */
export function casesRoomQuery(query: z.output<typeof casesQuerySchema>): CasesRoomQuery {
  const { type, where, show, person = null, tz, limit } = query;
  return { type: [...new Set(type)].toSorted(), where: [...new Set(where)].toSorted(), show, person, tz, limit };
}
