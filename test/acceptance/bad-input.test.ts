import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestAnswer } from '@tidewatch/contract';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { totalsByReason } from '../support/event-stream.ts';
import { waitUntil } from '../support/wait-until.ts';

let data: string;
let server: RunningTidewatch;
const begun = Date.now() - 3_600_000;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tidewatch-bad-'));
  server = await startTidewatch({ args: ['--data', data, '--port', '0'] });
});
afterAll(async () => {
  server.kill('SIGKILL');
  await server.ended();
  await rm(data, { recursive: true, force: true });
});

let made = 0;
const good = (more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: `b${(made += 1)}`,
  source: 'test',
  type: 'order.cancelled',
  time: new Date().toISOString(),
  data: { orderId: 'o', merchantId: 'm', city: 'Bandung', cancelledBy: 'system', reason: 'counted', amount: 10 },
  ...more,
});
const withData = (data: Record<string, unknown>) => good({ data: { ...good().data, ...data } });
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const text = (event: unknown) => JSON.stringify(event);

async function post(
  body: string | Uint8Array,
  type = 'application/x-ndjson',
): Promise<{ status: number; answer: IngestAnswer & { code?: string } }> {
  const response = await fetch(`${server.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: body as NonNullable<RequestInit['body']>,
  });
  return { status: response.status, answer: (await response.json()) as IngestAnswer & { code?: string } };
}

const rejected: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['broken JSON', '{"specversion":"1.0",', 'invalid_json'],
  ['nesting 10,000 deep', nested(10_000), 'invalid_json'],
  ['invalid UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'invalid_utf8'],
  ['an array in place of an event', '[1,2]', 'invalid_envelope'],
  ['no id', text(good({ id: undefined })), 'missing_id'],
  ['another specversion', text(good({ specversion: '0.3' })), 'unsupported_version'],
  ['a time in 1970', text(good({ time: '1970-01-01T00:00:00Z' })), 'invalid_time'],
  ['a time that is none', text(good({ time: 'yesterday' })), 'invalid_time'],
  ['a time in a year', text(good({ time: new Date(Date.now() + 365 * 86_400_000).toISOString() })), 'time_in_future'],
  ['an unknown type', text(good({ type: 'order.exploded' })), 'unknown_type'],
  ['a text where money is declared', text(withData({ amount: 'much' })), 'invalid_data'],
  ['a missing required field', text(good({ data: { merchantId: 'm' } })), 'invalid_data'],
  ['an event of 300 KiB', text(withData({ reason: 'x'.repeat(300 * 1024) })), 'too_large'],
];

describe('events that cannot be used are named, and their neighbours are counted', () => {
  it.each(rejected)('%s', async (_, bad, code) => {
    const before = Buffer.from(`${text(good())}\n`);
    const after = Buffer.from(`\n${text(good())}`);
    const { status, answer } = await post(Buffer.concat([before, Buffer.from(bad), after]));
    expect(status).toBe(202);
    expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 1, code }] });
    expect(answer.rejected[0]!.detail).not.toMatch(/\bat .*\.ts|node:/);
  });

  it('a key __proto__ changes nothing', async () => {
    const hostile = text(good()).replace(
      '"data":{',
      '"data":{"__proto__":{"reason":"polluted","orderId":"x"},"constructor":{"a":1},',
    );
    expect((await post(hostile)).answer).toMatchObject({ accepted: 1, rejected: [] });
  });

  it('every accepted event is counted once', async () => {
    const wanted = rejected.length * 2 + 1;
    await waitUntil(
      `${wanted} events counted`,
      async () => (await totalsByReason(server.url, begun)).get('counted') === wanted,
      5_000,
    );
    expect([...(await totalsByReason(server.url, begun)).keys()]).toEqual(['counted']);
  });
});

describe('bodies that cannot be read', () => {
  it.each([
    ['another media type', 'x', 'text/plain', 415],
    ['a broken batch', '[{"specversion"', 'application/cloudevents-batch+json', 400],
    ['more than 50 MB', 'x'.repeat(50_100_000), 'application/x-ndjson', 413],
  ] as const)('%s', async (_, body, type, wanted) => {
    const { status, answer } = await post(body, type);
    expect(status).toBe(wanted);
    expect(answer.code).toBeTypeOf('string');
  });

  it.each([
    ['an unknown metric', '/v1/metrics/nope/series', 404],
    ['an unknown dimension', '/v1/metrics/cancellations/series?by=nope', 400],
    ['a range that is none', '/v1/metrics/cancellations/series?from=then', 400],
    ['a path that is none', '/v1/nope', 404],
  ] as const)('%s is a problem document', async (_, path, wanted) => {
    const response = await fetch(`${server.url}${path}`);
    expect(response.status).toBe(wanted);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({
      status: wanted,
      code: expect.any(String),
      detail: expect.any(String),
    });
  });

  it('is refused from another origin', async () => {
    const response = await fetch(`${server.url}/v1/metrics`, { headers: { origin: 'https://evil.example' } });
    expect(response.status).toBe(403);
  });
});

describe('many distinct values', () => {
  const values = Number(process.env['DISTINCT_VALUES'] ?? 60_000);

  it(
    `${values} of one dimension in one minute stay within groupsMax, memory is bounded, the total is exact`,
    { timeout: 300_000 },
    async () => {
      const time = new Date().toISOString();
      for (let from = 0; from < values; from += 2_000) {
        const lines = Array.from({ length: 2_000 }, (_, index) =>
          text({ ...withData({ merchantId: `m${from + index}`, reason: 'distinct' }), time }),
        );
        expect((await post(lines.join('\n'))).answer.accepted).toBe(2_000);
      }
      // A group beyond groupsMax is `(other)` in every dimension.
      const counted = async () => {
        const totals = await totalsByReason(server.url, begun);
        return (totals.get('distinct') ?? 0) + (totals.get('(other)') ?? 0);
      };
      await waitUntil('all of them counted', async () => (await counted()) === values, 60_000);
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      const resident = Number(/^tidewatch_process_resident_memory_bytes (\S+)/m.exec(metrics)![1]);
      expect(resident / 2 ** 20).toBeLessThan(700);
    },
  );
});

it('never crashed and never wrote a stack trace', async () => {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(server.errors()).not.toMatch(/^\s+at /m);
});
