import { describe, expect, it } from 'vitest';
import { noTelemetry, type Telemetry } from '@tidewatch/core/ports/telemetry';
import { backOffMs } from './back-off.ts';
import type { BulkItem, BulkReply } from './bulk-reply.ts';
import type { BulkOperation } from './bulk-operation.ts';
import { createBulkWriter, type BulkWriterOptions } from './bulk-writer.ts';

const operation = (id: string, version = 1, source = '{}'): BulkOperation => ({
  index: 'tw-rollups-1m-2026.11.21',
  id,
  version,
  versionType: 'external',
  source: () => source,
  subject: 'orders',
});
const many = (count: number) => Array.from({ length: count }, (_, index) => operation(`d${index}`));
const created: BulkItem = { status: 201, type: null };

/** A server that answers by a script: each request's ids and version in, a reply out. */
function fake(
  answer: (ids: readonly string[], request: number) => BulkReply | 'all',
  options: Partial<BulkWriterOptions> = {},
) {
  const requests: string[][] = [];
  const waits: number[] = [];
  const done: string[] = [];
  const indices: string[] = [];
  const said: string[] = [];
  let mended = 0;
  const telemetry: Telemetry = {
    ...noTelemetry,
    gauge: (name, value, labels) => said.push(`${name} ${labels?.['reason']} ${value}`),
    count: (name, by, labels) => said.push(`${name} ${labels?.['reason'] ?? labels?.['result']} ${by}`),
  };
  const writer = createBulkWriter({
    send: async (body) => {
      const ids = [...body.matchAll(/"_id":"([^"]+)"/g)].map(([, id]) => id!);
      requests.push(ids);
      const scripted = answer(ids, requests.length);
      const reply = scripted === 'all' ? { items: ids.map(() => created) } : scripted;
      for (const [index, item] of (reply.items ?? []).entries()) if (item.status < 300) done.push(ids[index]!);
      return reply;
    },
    createIndex: async (index) => {
      indices.push(index);
    },
    mendMappings: async () => {
      mended += 1;
    },
    delay: async (ms) => {
      waits.push(ms);
      if (waits.length > 200) throw new Error('it never ends');
    },
    random: () => 0.5,
    telemetry,
    requestsMax: 1,
    ...options,
  });
  return { writer, requests, waits, done, indices, said, mended: () => mended };
}

const items = (ids: readonly string[], item: (id: string) => BulkItem): BulkReply => ({ items: ids.map(item) });
const failed = (status: number | null, type: string | null = null): BulkReply => ({ items: null, status, type });

describe('bulk writer', () => {
  it('takes 200, 201 and 409 as done', async () => {
    const statuses: Record<string, number> = { d0: 200, d1: 201, d2: 409 };
    const server = fake((ids) => items(ids, (id) => ({ status: statuses[id]!, type: null })));
    expect(await server.writer.write(many(3))).toEqual([]);
    expect(server.requests).toHaveLength(1);
    expect(server.said).toEqual(['store_documents written 2', 'store_documents stale 1']);
  });

  it('sends only the newest version of a document', async () => {
    const bodies: string[] = [];
    const server = fake(() => 'all', {
      send: async (body) => {
        bodies.push(body);
        return { items: [created] };
      },
    });
    await server.writer.write([
      operation('a', 2, '{"v":2}'),
      operation('a', 5, '{"v":5}'),
      operation('a', 3, '{"v":3}'),
    ]);
    expect(bodies.map((body) => body.split('\n')[1])).toEqual(['{"v":5}']);
  });

  it('quarantines one document and stores its neighbours', async () => {
    const server = fake((ids) =>
      items(ids, (id) => (id === 'd1' ? { status: 400, type: 'document_parsing_exception' } : created)),
    );
    expect(await server.writer.write(many(3))).toEqual([
      { subject: 'orders', reason: 'refused with status 400 (document_parsing_exception)' },
    ]);
    expect(server.done.toSorted()).toEqual(['d0', 'd2']);
    expect(server.requests).toHaveLength(1);
  });

  it('creates a missing index and sends again', async () => {
    const server = fake((ids, request) =>
      request === 1 ? items(ids, () => ({ status: 404, type: 'index_not_found_exception' })) : 'all',
    );
    expect(await server.writer.write(many(2))).toEqual([]);
    expect(server.indices).toEqual(['tw-rollups-1m-2026.11.21']);
    expect(server.done).toHaveLength(2);
  });

  it.each([429, 500, 502, 503, 504])(
    'sends documents refused with %i again, smaller, without limit',
    async (status) => {
      const server = fake((ids, request) => (request <= 40 ? items(ids, () => ({ status, type: null })) : 'all'));
      expect(await server.writer.write(many(64))).toEqual([]);
      expect(server.done).toHaveLength(64);
      expect(server.requests.slice(0, 8).map((ids) => ids.length)).toEqual([64, 32, 16, 8, 4, 2, 1, 1]);
      expect(Math.max(...server.waits)).toBe(backOffMs.most / 2);
      expect(server.waits.slice(0, 3)).toEqual([100, 200, 400]);
    },
  );

  it.each([
    ['no answer', failed(null)],
    ['429', failed(429)],
    ['502', failed(502)],
    ['503', failed(503)],
    ['504', failed(504)],
  ])('sends a whole request again after %s', async (_, reply) => {
    const server = fake((__, request) => (request <= 10 ? reply : 'all'));
    expect(await server.writer.write(many(10))).toEqual([]);
    expect(server.done).toHaveLength(10);
  });

  it('sends again what an answer does not mention', async () => {
    const server = fake((ids, request) => (request === 1 ? { items: ids.slice(1).map(() => created) } : 'all'));
    expect(await server.writer.write(many(3))).toEqual([]);
    expect(new Set(server.done).size).toBe(3);
  });

  it('grows back after pressure', async () => {
    const server = fake((ids, request) => (request === 1 ? failed(429) : 'all'), { batchDocumentsMax: 16 });
    await server.writer.write(many(64));
    expect(server.requests.map((ids) => ids.length)).toEqual([16, 8, 16, 16, 16, 8]);
  });

  it('splits what is too large down to the one document', async () => {
    const server = fake((ids) => (ids.includes('d5') ? failed(413) : 'all'));
    expect(await server.writer.write(many(32))).toEqual([
      { subject: 'orders', reason: 'larger than the server accepts' },
    ]);
    expect(server.done).toHaveLength(31);
    expect(server.waits).toEqual([]);
  });

  it('learns how much a server takes at once', async () => {
    const server = fake((ids) => (ids.length > 10 ? failed(413) : 'all'), { batchBytesMax: 12_000 });
    expect(await server.writer.write(many(800))).toEqual([]);
    expect(server.done).toHaveLength(800);
    expect(server.requests.length).toBeLessThan(200);
  });

  it('finds the document that spoils a request by halves', async () => {
    const server = fake((ids) => (ids.includes('d20') ? failed(400, 'x_content_parse_exception') : 'all'));
    expect(await server.writer.write(many(64))).toEqual([
      { subject: 'orders', reason: 'refused with status 400 (x_content_parse_exception)' },
    ]);
    expect(server.done).toHaveLength(63);
    expect(server.requests.length).toBeLessThan(40);
  });

  it.each([
    [
      'a full disk, by item',
      (ids: readonly string[]) => items(ids, () => ({ status: 429, type: 'cluster_block_exception' })),
    ],
    [
      'a block, by item',
      (ids: readonly string[]) => items(ids, () => ({ status: 403, type: 'cluster_block_exception' })),
    ],
    ['a block of the cluster', () => failed(403, 'cluster_block_exception')],
    ['too many shards', (ids: readonly string[]) => items(ids, () => ({ status: 400, type: 'validation_exception' }))],
    ['a closed index', (ids: readonly string[]) => items(ids, () => ({ status: 400, type: 'index_closed_exception' }))],
    ['refused access', () => failed(401, 'security_exception')],
  ])('waits out %s and says so', async (_, reply) => {
    const server = fake((ids, request) => (request <= 5 ? reply(ids) : 'all'));
    expect(await server.writer.write(many(4))).toEqual([]);
    expect(server.done).toHaveLength(4);
    const gauges = server.said.filter((text) => text.startsWith('store_blocked'));
    expect(gauges.map((text) => text.split(' ').at(-1))).toEqual(['1', '0']);
  });

  it('puts the mappings once for a field that they lack, then quarantines', async () => {
    const lacks: BulkItem = { status: 400, type: 'strict_dynamic_mapping_exception' };
    const mended = fake((ids, request) => (request === 1 ? items(ids, () => lacks) : 'all'));
    expect(await mended.writer.write(many(2))).toEqual([]);
    expect(mended.mended()).toBe(1);
    const hopeless = fake((ids) => items(ids, () => lacks));
    expect(await hopeless.writer.write(many(2))).toHaveLength(2);
    expect(hopeless.mended()).toBe(1);
  });

  it('keeps batches below the limit of bytes, but sends a larger document alone', async () => {
    const server = fake(() => 'all', { batchBytesMax: 1_000 });
    const documents = many(10).map((one, index) => ({
      ...one,
      source: () => `{"a":"${'é'.repeat(index === 4 ? 2_000 : 100)}"}`,
    }));
    await server.writer.write(documents);
    expect(server.done).toHaveLength(10);
    expect(server.requests).toContainEqual(['d4']);
    expect(Math.max(...server.requests.map((ids) => ids.length))).toBe(3);
  });

  it('makes the texts of documents that are about to be sent, and no others', async () => {
    let made = 0;
    const sent = Promise.withResolvers<void>();
    const writer = fake(() => 'all', {
      batchDocumentsMax: 5,
      send: async (body) => {
        await sent.promise;
        return { items: [...body.matchAll(/"_id"/g)].map(() => created) };
      },
    }).writer;
    const source = () => `${(made += 1)}`;
    const writes = [1, 2].map((write) =>
      writer.write(many(40).map((one) => ({ ...one, id: `${write}${one.id}`, source }))),
    );
    await Promise.resolve();
    expect(made).toBe(5);
    sent.resolve();
    expect(await Promise.all(writes)).toEqual([[], []]);
    expect(made).toBe(80);
  });

  it('rejects when the store is closed meanwhile', async () => {
    const server = fake(() => failed(null), {
      delay: async () => {
        throw new Error('closed');
      },
    });
    await expect(server.writer.write(many(2))).rejects.toThrow('closed');
  });

  it('sends with several requests at once', async () => {
    let open = 0;
    let most = 0;
    const server = fake(() => 'all', {
      requestsMax: 3,
      batchDocumentsMax: 5,
      send: async (body) => {
        most = Math.max(most, (open += 1));
        await Promise.resolve();
        open -= 1;
        return { items: [...body.matchAll(/"_id"/g)].map(() => created) };
      },
    });
    await server.writer.write(many(100));
    expect(most).toBe(3);
  });
});
