import { operationCodes, TidewatchError } from '@tidewatch/contract/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openDoor } from '../../http/door.ts';
import { parseWith } from '../../http/read-query.ts';
import { withinTime } from '../../ingest/within-time.ts';
import type { ReportList } from './report-list.ts';
import type { GatewayParts } from '../../doors/gateway-parts.ts';
import { logUnavailable } from '../../doors/log-unavailable.ts';

const appendMsMax = 30_000;
const bodyBytesMax = 16_384;

export const reportAcknowledgeSchema = z.strictObject({ by: z.string().trim().min(1).max(100) });
export const rebuildSchema = z.strictObject({
  from: z.union([z.literal('earliest'), z.iso.datetime({ offset: true })]).describe('earliest, or an append time.'),
});

/** Begins a generation that folds the log again from an append time (epoch ms, 0 for the earliest), and answers its number. */
export type Rebuild = (fromMs: number) => Promise<number>;

/** `GET /v1/pipeline`, its reports, and `POST /v1/rebuild`. */
export function openPipelineDoors(
  app: FastifyInstance,
  { pipeline }: Pick<GatewayParts, 'pipeline'>,
  reports: ReportList,
  rebuild: Rebuild | undefined,
): void {
  openDoor(app, '/v1/pipeline', { GET: { handler: async () => pipeline() } });
  openDoor(app, '/v1/pipeline/reports/:id/acknowledge', {
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request: FastifyRequest) => {
        const { id } = request.params as { id: string };
        const { by } = parseWith(reportAcknowledgeSchema, request.body);
        await withinTime(reports.acknowledge(id, by), appendMsMax, logUnavailable);
        return { reports: pipeline().reports };
      },
    },
  });
  openDoor(app, '/v1/rebuild', {
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request, reply) => {
        const { from } = parseWith(rebuildSchema, request.body);
        if (rebuild === undefined) throw new TidewatchError('not_found', 'This process cannot begin a rebuild.');
        const generation = await rebuild(from === 'earliest' ? 0 : Date.parse(from)).catch(refuse);
        return reply.code(202).send({ generation });
      },
    },
  });
}

/** What an operator has to mend first is said; all else is no fault of the definitions. */
function refuse(error: unknown): never {
  if (error instanceof TidewatchError && Object.hasOwn(operationCodes, error.code))
    throw new TidewatchError('rebuild_refused', error.message, { cause: error });
  throw error;
}
