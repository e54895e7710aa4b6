/*
 * A process that appends until it is killed: `node appending-process.ts DIRECTORY`. Values are `partition:offset:filler`, so that a
 * reader can tell a hole, a swap or a torn record. Each acknowledged append is a line of `partition:last offset` pairs.
 */
import { openSqliteLog } from './open-sqlite-log.ts';

const partitions = 3;
const log = openSqliteLog({ directory: process.argv[2]!, clock: Date, upkeepEveryMs: 40 });
await log.createTopics([{ topic: 'events', partitions, keepDays: null }]);
const next = (await log.offsets('events')).map(({ end }) => end);
process.stdout.write('ready\n');

async function appendForever(seed: number): Promise<never> {
  for (let turn = seed; ; turn++) {
    const records = Array.from({ length: 1 + ((turn * 7919) % (turn % 5 === 0 ? 3_000 : 40)) }, (_, index) => {
      const partition = (turn + index) % partitions;
      return {
        key: null,
        partition,
        value: `${partition}:${next[partition]!++}:${'x'.repeat((turn * 31 + index) % 400)}`,
      };
    });
    const last = await log.append('events', records);
    const line = [...last].map(([partition, offset]) => `${partition}:${offset}`).join(' ');
    process.stdout.write(`${line}\n`);
  }
}

await Promise.all([1, 2, 3].map(appendForever));
