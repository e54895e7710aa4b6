import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '@tidewatch/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStream, sendWhenReady, totalsByReason } from '../support/event-stream.ts';
import { startTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const stepMs = 60_000;
/** On a busy machine; it takes a tenth of a second when it is quiet. The door waits 30 s for a log that says nothing. */
const refusedMsMax = 10_000;
/** Room for a log and a store with some events; the rest is taken by the test. */
const diskMiB = 48;

/** Whether this user may have file systems of its own (Linux, with user namespaces). */
function mayMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Writes until the disk has no byte left. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let bytes = 1024 * 1024; bytes >= 512;) {
      try {
        if (writeSync(file, Buffer.alloc(bytes)) < bytes) bytes /= 2;
      } catch {
        bytes /= 2;
      }
    }
  } finally {
    closeSync(file);
  }
}

async function post(url: string, batch: readonly CloudEvent[]): Promise<{ status: number; code: unknown }> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: batch.map((event) => JSON.stringify(event)).join('\n'),
  });
  return { status: response.status, code: ((await response.json()) as { code?: unknown }).code };
}

describe.skipIf(!mayMount())('a disk that is full (skipped where no user may mount: unshare -rm)', () => {
  let data: string;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'tidewatch-disk-'));
  });
  afterAll(() => rm(data, { recursive: true, force: true }));

  it('refuses with 503, loses nothing that was acknowledged, and goes on by itself', { timeout: 240_000 }, async () => {
    const mount = `mount -t tmpfs -o size=${diskMiB}m tmpfs "$0" && exec "$@"`;
    const server = await startTidewatch({
      args: ['--data', data, '--port', '0'],
      env: { TIDEWATCH_LOG_LEVEL: 'error' },
      within: ['unshare', '-rm', 'sh', '-c', mount, data],
    });
    const begun = Date.now() - 3_600_000;
    const stream = new EventStream(Math.random);
    const counted = async () =>
      [...(await totalsByReason(server.url, begun)).values()].reduce((left, right) => left + right, 0);
    await sendWhenReady(server.url, stream.next(2_000, Date.now()));
    await waitUntil('all is counted', async () => (await counted()) === stream.distinct, stepMs);

    // Its file system is its own: the way to it leads through the process.
    const ballast = join(`/proc/${server.pid}/root`, data, 'ballast');
    fill(ballast);
    const refused = stream.next(20_000, Date.now());
    const sentAt = Date.now();
    expect(await post(server.url, refused)).toEqual({ status: 503, code: 'log_unavailable' });
    expect(Date.now() - sentAt).toBeLessThan(refusedMsMax);
    expect(server.errors()).toMatch(/embedded log cannot be written/);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

    rmSync(ballast);
    await sendWhenReady(server.url, refused);
    await sendWhenReady(server.url, stream.next(500, Date.now()));
    await waitUntil('all is counted, once', async () => (await counted()) === stream.distinct, stepMs);
    expect(Object.fromEntries([...(await totalsByReason(server.url, begun))].toSorted())).toEqual(
      Object.fromEntries([...stream.expected].toSorted()),
    );
    server.kill('SIGTERM');
    expect(await server.ended()).toBe(0);
  });
});
