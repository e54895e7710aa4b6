import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Keeps standard input in a file of its own (only this user may read it), so that it can be told from other inputs before a row of it is sent. */
export async function spoolStdin(
  stdin: Readable,
  signal: AbortSignal,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-ingest-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'input');
  try {
    await pipeline(stdin, createWriteStream(path, { mode: 0o600 }), { signal });
  } catch (cause) {
    await remove();
    throw new Error('standard input ended before it was read to its end', { cause });
  }
  return { path, remove };
}
