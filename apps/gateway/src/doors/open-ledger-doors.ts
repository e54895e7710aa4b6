import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openDoor } from '../http/door.ts';
import { parseWith } from '../http/read-query.ts';
import type { IngestLedger } from '../operations/ingest-ledger.ts';
import { withinTime } from '../ingest/within-time.ts';
import { logUnavailable } from './log-unavailable.ts';

const appendMsMax = 30_000;

export const fileHashSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,128}$/, 'a file hash is 16 to 128 letters, digits, _ and -');
export const positionSchema = z.object({ position: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) });

/** `GET` and `PUT /v1/ingest-ledger/{fileHash}`: how far a file has been ingested. */
export function openLedgerDoors(app: FastifyInstance, ledger: IngestLedger): void {
  const hashOf = (request: FastifyRequest): string =>
    parseWith(fileHashSchema, (request.params as { fileHash: string }).fileHash);
  openDoor(app, '/v1/ingest-ledger/:fileHash', {
    GET: { handler: async (request) => ({ position: ledger.positionOf(hashOf(request)) }) },
    PUT: {
      handler: async (request) => {
        const { position } = parseWith(positionSchema, request.body);
        await withinTime(ledger.record(hashOf(request), position), appendMsMax, logUnavailable);
        return { position };
      },
    },
  });
}
