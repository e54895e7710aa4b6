import { rejectionCodes, type RejectionCode } from '@tidewatch/contract/errors';
import type { DeadLetter } from '@tidewatch/contract/events';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { listDeadLetters } from '../dead-letters/list-dead-letters.ts';
import { replayDeadLetters } from '../dead-letters/replay-dead-letters.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { openDoor } from '../http/door.ts';
import { parseWith, readQuery } from '../http/read-query.ts';

const codeSchema = z.enum(Object.keys(rejectionCodes) as [RejectionCode, ...RejectionCode[]]);

export const deadLettersQuerySchema = z.object({
  code: codeSchema.optional(),
  topic: z.string().max(249).optional(),
  after: z.string().max(20_000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export const replaySchema = z.union([
  z.strictObject({
    coordinates: z
      .array(
        z.object({ topic: z.string().max(249), partition: z.number().int().min(0), offset: z.number().int().min(0) }),
      )
      .min(1)
      .max(1_000),
  }),
  z.strictObject({ code: codeSchema, topic: z.string().max(249).optional() }),
]);

/** `GET /v1/dead-letters` lists them, `POST /v1/dead-letters/replay` sends them again after the cause was mended. */
export function openDeadLettersDoors(
  app: FastifyInstance,
  { log, access }: Pick<GatewayParts, 'log' | 'access'>,
): void {
  openDoor(app, '/v1/dead-letters', {
    GET: {
      handler: async (request) => {
        const { code, topic, after, limit } = readQuery(deadLettersQuerySchema, request.query, []);
        const page = await listDeadLetters(log, { code, topic }, after ?? null, limit);
        return access(request).showPii ? page : { ...page, deadLetters: page.deadLetters.map(withoutContent) };
      },
    },
  });
  openDoor(app, '/v1/dead-letters/replay', {
    POST: { handler: async (request) => replayDeadLetters(log, parseWith(replaySchema, request.body)) },
  });
}

/** What could not be read may hold anything about anybody. */
function withoutContent(letter: DeadLetter): DeadLetter {
  return { ...letter, key: null, value: null };
}
