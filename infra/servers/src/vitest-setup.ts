import type { TestProject } from 'vitest/node';
import { serversOnDemand } from './servers-on-demand.ts';

declare module 'vitest' {
  interface ProvidedContext {
    serversUrl: string;
  }
}

/** Gives the tests of a vitest project real servers on demand: those of the whole check run, else of this project's run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = process.env['TIDEWATCH_TEST_SERVERS'];
  if (shared) {
    project.provide('serversUrl', shared);
    return async () => undefined;
  }
  const servers = await serversOnDemand();
  project.provide('serversUrl', servers.url);
  return () => servers.close();
}
