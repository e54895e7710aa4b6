import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { NewSilence, SilenceItem } from '@tidewatch/contract/operations/silences';
import { newSilenceSchema } from '@tidewatch/contract/operations/silences';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../main.ts';

const endsAt = Date.UTC(2026, 0, 5, 13);
const taken: NewSilence[] = [];
const made: SilenceItem[] = [];
const ended: string[] = [];

/** The door `/v1/silences`, as far as a client sees it. */
const server = createServer((request, response) => {
  void text(request).then((body) => {
    if (request.url === '/v1/silences/s1/end') {
      ended.push(body);
      return response.end(JSON.stringify({ ...made[0], state: 'ended' }));
    }
    if (request.url !== '/v1/silences') return response.writeHead(404).end();
    if (request.method === 'GET') return response.end(JSON.stringify({ silences: made }));
    const asked = newSilenceSchema.parse(JSON.parse(body));
    taken.push(asked);
    const { matchers, by, comment } = asked;
    made.push({
      id: 's1',
      matchers,
      startsAt: 1,
      endsAt,
      by,
      comment,
      createdAt: 1,
      state: 'active',
      hides: ['a', 'b'],
    });
    return response.writeHead(201).end(JSON.stringify(made[0]));
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await main(['alerts', ...args], {
    stdin: process.stdin,
    stdout: { write: (part: string) => (said.out += part) && true } as never,
    stderr: { write: (part: string) => (said.err += part) && true } as never,
    env: { TIDEWATCH_PORT: String((server.address() as AddressInfo).port) },
    isTTY: false,
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

test('a silence is made, and listed with what it hides', async () => {
  expect(await run('silences')).toEqual({ code: 0, out: 'No silences.\n', err: '' });
  const words = ['--matcher', 'city = Ambon', '--matcher', 'alertname=~"many_.*"', '--for', '90m'];
  expect(await run('silence', ...words, '--by', 'Rina', '--comment', 'moving house')).toEqual({
    code: 0,
    out: 's1 hides 2 open alerts until 2026-01-05T13:00:00.000Z.\n',
    err: '',
  });
  const matchers = [
    { label: 'city', op: '=', value: 'Ambon' },
    { label: 'alertname', op: '=~', value: 'many_.*' },
  ];
  expect(taken).toEqual([{ matchers, durationMs: 90 * 60_000, by: 'Rina', comment: 'moving house' }]);
  const line = 's1  active   2026-01-05T13:00:00  hides 2    city="Ambon" alertname=~"many_.*"  Rina  moving house\n';
  expect((await run('silences')).out).toBe(line);
  expect(JSON.parse((await run('silences', '--format', 'json')).out)).toEqual({ silences: made });
});

test('a silence is ended by its id', async () => {
  expect(await run('silence', '--end', 's1', '--by', 'Rina')).toEqual({ code: 0, out: 's1 has ended.\n', err: '' });
  expect(ended).toEqual(['{"by":"Rina"}']);
  expect((await run('silence', '--end', 's2')).code).toBe(1);
});

test.each([
  [['silence', '--end', 's1', '--for', '1h'], '--end ends a silence'],
  [['silence', '--for', '1h'], 'say which alerts'],
  [['silence', '--matcher', 'city', '--for', '1h'], '--matcher city: a matcher is label = value'],
  [['silence', '--matcher', 'city=Ambon'], 'say for how long'],
  [['silence', '--matcher', 'city=Ambon', '--for', 'ever'], 'say for how long'],
  [['silence', 'a1', '--matcher', 'city=Ambon', '--for', '1h'], 'say list, ack ID, silence or silences'],
])('%j is refused before anything is asked of the server', async (args, message) => {
  const before = taken.length;
  const { code, err } = await run(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(taken).toHaveLength(before);
});
