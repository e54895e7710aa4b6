import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Calls `start` with the folder of one server: the one that was named, or a new temporary one, which is removed again
 * when `start` fails. The folder belongs to `userId` if that is given.
 */
export async function inServerFolder<T>(
  options: { name: string; folder: string | undefined; userId?: number | undefined },
  start: (folder: string) => Promise<T>,
): Promise<T> {
  const { name, userId } = options;
  const folder =
    options.folder === undefined ? await mkdtemp(join(tmpdir(), `tidewatch-${name}-`)) : resolve(options.folder);
  await mkdir(folder, { recursive: true });
  if (userId !== undefined) await chown(folder, userId, userId);
  try {
    return await start(folder);
  } catch (error) {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
