import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { problemOf, sendProblem } from './problem.ts';

/** Files whose names hold a hash of their content never change. */
const immutable = 'public, max-age=31536000, immutable';

/**
 * Serves the built page, and the page itself for its own addresses, so that a link to any screen opens. Everything else that no door
 * answers is `not_found`.
 */
export async function serveDashboard(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const built = folder !== undefined && (await isReadable(join(folder, 'index.html')));
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      setHeaders: (response, path) => {
        void response.header('cache-control', path.includes('/assets/') ? immutable : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const isPage =
      request.method === 'GET' &&
      (request.headers.accept ?? '').includes('text/html') &&
      !request.url.startsWith('/v1/');
    if (isPage && built) return reply.sendFile('index.html');
    const hint =
      isPage && !built
        ? 'The page was not built; the API is at /v1, described at /openapi.json.'
        : 'Nothing is here; /openapi.json lists what is.';
    return sendProblem(reply, problemOf('not_found', hint));
  });
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
