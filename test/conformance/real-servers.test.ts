import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { describeOnServer, realServer } from '@tidewatch/testkit/servers';
import { expect, test } from 'vitest';

// Prints where its own Kafka is, and then waits to be killed.
const program = `
  import { startKafka } from '@tidewatch/servers';
  const kafka = await startKafka({ heapMiB: 256 });
  console.log(JSON.stringify({ address: kafka.address, folder: kafka.folder }));
  setInterval(() => undefined, 60_000);
`;

/** Polls until it holds, at most 20 s. */
async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) return false;
    await delay(50);
  }
  return true;
}

function accepts(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) }, () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

await describeOnServer('kafka', 'real servers', () => {
  test('a server is shared by all who ask for it', async () => {
    expect(await realServer('kafka')).toEqual(await realServer('kafka'));
  });

  test('a server of a process that is killed ends too, and leaves nothing behind', async () => {
    const owner = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
    const { address, folder } = JSON.parse(line) as { address: string; folder: string };
    expect(await accepts(address)).toBe(true);
    owner.kill('SIGKILL');
    expect(await eventually(async () => !(await accepts(address)))).toBe(true);
    expect(await eventually(async () => !existsSync(folder))).toBe(true);
  });
});

await describeOnServer('elasticsearch', 'real Elasticsearch', (address) => {
  test('answers a search', async () => {
    const answer = await fetch(`${address}/_search?size=0`);
    expect(answer.status).toBe(200);
  });
});
