import type { FastifyInstance, RouteOptions } from 'fastify';
import { problemOf, sendProblem } from './problem.ts';

type Method = 'GET' | 'POST' | 'PUT';

const allMethods = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT', 'OPTIONS'] as const;

type Answer = Pick<RouteOptions, 'handler' | 'bodyLimit' | 'onRequest'>;

/** A path and what answers each of its methods. */
export type Door = Partial<Record<Method, Answer>>;

/** Opens a door; any other method on its path is `method_not_allowed` and says which are. */
export function openDoor(app: FastifyInstance, url: string, door: Door): void {
  const methods = Object.keys(door) as Method[];
  for (const method of methods) app.route({ method, url, ...(door[method] as Answer) });
  const open: ReadonlySet<string> = new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : [])]);
  app.route({
    method: allMethods.filter((method) => !open.has(method)),
    url,
    // Bodies of refused methods are of no interest, whatever their type.
    onRequest: async (request, reply) =>
      sendProblem(
        reply.header('allow', [...open].join(', ')),
        problemOf('method_not_allowed', `${request.method} is not possible here; use ${methods.join(' or ')}.`),
      ),
    handler: async () => undefined,
  });
}
