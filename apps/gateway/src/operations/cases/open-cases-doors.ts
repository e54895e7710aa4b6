import { caseActs, type CaseAct } from '@tidewatch/contract/operations/cases';
import type { CaseBook } from '@tidewatch/core/cases/case-book';
import type { RoomSet } from '@tidewatch/core/live/rooms/room-set';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openDoor } from '../../http/door.ts';
import { problemOf, sendProblem } from '../../http/problem.ts';
import { parseWith, readQuery } from '../../http/read-query.ts';
import { catalogInForce, type GatewayParts } from '../../doors/gateway-parts.ts';
import { caseActSchemas } from './case-act-schema.ts';
import { CaseDesk, type CaseRequest } from './case-desk.ts';
import { casesQuerySchema, casesRoomQuery } from './cases-query.ts';

const bodyBytesMax = 16_384;

/**
 * `GET /v1/cases` is the queue, `GET /v1/cases/{key}` one event with what people did, `POST /v1/cases/{key}/{act}` does something and
 * answers with the case after it. A refusal (409) carries the case too: it says who was first.
 */
export function openCasesDoors(app: FastifyInstance, parts: GatewayParts, rooms: RoomSet, book: CaseBook): void {
  const { access, log, clock } = parts;
  const desk = new CaseDesk({
    log,
    clock,
    book,
    catalog: () => catalogInForce(parts),
    find: (key, caller) => rooms.find(key, caller),
  });
  openDoor(app, '/v1/cases', {
    GET: {
      handler: async (request) => {
        const query = casesRoomQuery(readQuery(casesQuerySchema, request.query, ['type', 'where']));
        return rooms.cases(query, access(request));
      },
    },
  });
  openDoor(app, '/v1/cases/:key', { GET: { handler: async (request) => desk.look(keyOf(request), access(request)) } });
  for (const act of caseActs) {
    openDoor(app, `/v1/cases/:key/${act}`, {
      POST: { bodyLimit: bodyBytesMax, handler: async (request, reply) => doIt(act, request, reply) },
    });
  }

  async function doIt(act: CaseAct['act'], request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const said = { act, ...parseWith(caseActSchemas[act], request.body) } as CaseRequest;
    const { refusal, ...answer } = await desk.act(keyOf(request), said, access(request));
    if (refusal === null) return answer;
    return sendProblem(reply, { ...problemOf(refusal.code, refusal.detail), ...answer });
  }
}

function keyOf(request: FastifyRequest): string {
  return (request.params as { key: string }).key;
}
