import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteLog } from './open-sqlite-log.ts';

const program = fileURLToPath(new URL('appending-process.ts', import.meta.url));
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidewatch-kill-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Starts the program; resolves when the log is its own. */
async function startAppending() {
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged = new Map<number, number>();
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line');
  lines.on('line', (line) => {
    // The last line of a killed process may be cut.
    for (const [, partition, offset] of line.matchAll(/(\d):(\d+)(?= |$)/g))
      acknowledged.set(Number(partition), Number(offset));
  });
  await ready;
  return {
    acknowledged,
    async kill() {
      const exited = once(lines, 'close');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Reads all that the log holds, checking that each record is whole and in its place. Returns the ends. */
async function checkAll(): Promise<number[]> {
  const log = openSqliteLog({ directory, clock: Date });
  const ends = (await log.offsets('events')).map(({ end }) => end);
  const found = ends.map(() => 0);
  await new Promise<void>((resolve, reject) => {
    const subscription = log.tail('events', new Map()).subscribe((batch) => {
      for (const { offset, value } of batch.records) {
        const whole = Buffer.from(value!).toString().split(':');
        const expected = found[batch.partition]!++;
        if (
          offset !== expected ||
          whole[0] !== String(batch.partition) ||
          whole[1] !== String(expected) ||
          !/^x*$/.test(whole[2]!)
        ) {
          reject(
            new Error(
              `${batch.partition}:${expected} is ${value === null ? 'null' : Buffer.from(value).toString().slice(0, 40)}`,
            ),
          );
        }
      }
      batch.done();
      if (found.every((count, partition) => count === ends[partition])) {
        subscription.unsubscribe();
        resolve();
      }
    });
  });
  await log.close();
  return ends;
}

describe('a killed process', () => {
  it('leaves every acknowledged record, in order, none torn', { timeout: 60_000 }, async () => {
    let acknowledged = 0;
    for (let round = 0; round < 6; round++) {
      const appending = await startAppending();
      await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 400));
      await appending.kill();
      const ends = await checkAll();
      for (const [partition, offset] of appending.acknowledged) expect(ends[partition]).toBeGreaterThan(offset);
      acknowledged += appending.acknowledged.size;
    }
    expect(acknowledged).toBeGreaterThan(0);
  });

  it(
    'keeps its data to itself while it lives, and frees it at once when it is killed',
    { timeout: 20_000 },
    async () => {
      const appending = await startAppending();
      const asked = performance.now();
      expect(() => openSqliteLog({ directory, clock: Date })).toThrow(expect.objectContaining({ code: 'data_in_use' }));
      expect(performance.now() - asked).toBeLessThan(1_000);
      await appending.kill();
      await checkAll();
    },
  );
});
