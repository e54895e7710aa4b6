import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { attributeBits, batchField, writeInt64 } from './batch-header.ts';
import type { OutgoingRecord } from './encode-record-batch.ts';
import { encodeRecordBatch } from './encode-record-batch.ts';
import type { AbortedTransaction, RecordsRead } from './record-set.ts';
import { RecordSet } from './record-set.ts';

const outgoing = (value: string | null, key: string | null = null): OutgoingRecord => ({
  key: key === null ? null : Buffer.from(key),
  value,
  byteLength: Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? ''),
});

interface BatchShape {
  readonly at?: number;
  readonly producerId?: number;
  readonly attributes?: number;
  /** Offsets that the batch covers, if more than it has records. */
  readonly covers?: number;
}

/** A batch as a broker would answer it. */
function batch(
  values: readonly (string | null)[],
  { at = 0, producerId = -1, attributes = 0, covers }: BatchShape = {},
): Buffer {
  const stamp = { producerId, producerEpoch: 0, baseSequence: 0 };
  const bytes = encodeRecordBatch(
    values.map((value) => outgoing(value)),
    1_000,
    stamp,
  );
  writeInt64(bytes, at, batchField.baseOffset);
  bytes.writeInt16BE(attributes, batchField.attributes);
  if (covers !== undefined) bytes.writeInt32BE(covers - 1, batchField.lastOffsetDelta);
  return bytes;
}

function marker(at: number, producerId: number, isCommit: boolean): Buffer {
  const key = Buffer.from([0, 0, 0, isCommit ? 1 : 0]);
  const bytes = encodeRecordBatch([{ key, value: 'xxxxxx', byteLength: 10 }], 1_000, {
    producerId,
    producerEpoch: 0,
    baseSequence: -1,
  });
  writeInt64(bytes, at, batchField.baseOffset);
  bytes.writeInt16BE(attributeBits.control | attributeBits.transactional, batchField.attributes);
  return bytes;
}

async function readAll(set: RecordSet, recordsMax = 1_000, bytesMax = 1_000_000): Promise<RecordsRead[]> {
  const chunks: RecordsRead[] = [];
  while (!set.isAtEnd) chunks.push(await set.read({ recordsMax, bytesMax }));
  return chunks;
}

const seen = (chunks: readonly RecordsRead[]): [number, string | null][] =>
  chunks.flatMap(({ records }) =>
    records.map(({ offset, value }): [number, string | null] => [
      offset,
      value === null ? null : Buffer.from(value).toString(),
    ]),
  );

describe('RecordSet', () => {
  it.each([1, 2, 3, 7, 63, 64, 65, 300])('gives back what was encoded, in chunks of %i', async (recordsMax) => {
    // Lengths on both sides of where a length takes another byte, and every kind of nothing.
    const texts = [
      null,
      '',
      'a',
      'ö'.repeat(31),
      'x'.repeat(63),
      'x'.repeat(64),
      '日本'.repeat(40),
      'x'.repeat(8_191),
      'x'.repeat(8_192),
      'x'.repeat(70_000),
    ];
    const written = Array.from({ length: 300 }, (_, index) => ({
      key: texts[(index * 7) % 6]!,
      value: texts[(index * 3) % texts.length]!,
    }));
    const at = 2 ** 40 + recordsMax;
    const records = written.map(({ key, value }) => outgoing(value, key));
    const bytes = encodeRecordBatch(records, 1_700_000_000_000, {
      producerId: 2 ** 33,
      producerEpoch: 1,
      baseSequence: 0,
    });
    writeInt64(bytes, at, batchField.baseOffset);
    const chunks = await readAll(new RecordSet(bytes, at, []), recordsMax, 1e9);
    const read = chunks.flatMap((chunk) => chunk.records);
    const textOf = (view: Uint8Array | null): string | null => (view === null ? null : Buffer.from(view).toString());
    expect(read.map(({ key, value }) => ({ key: textOf(key), value: textOf(value) }))).toEqual(written);
    expect(read.map(({ offset }) => offset)).toEqual(written.map((_, index) => at + index));
    expect(read.every(({ appendTime }) => appendTime === 1_700_000_000_000)).toBe(true);
    expect(chunks.map((chunk) => chunk.nextOffset)).toEqual(chunks.map((chunk) => chunk.records.at(-1)!.offset + 1));
    expect(Math.max(...chunks.map((chunk) => chunk.records.length))).toBe(recordsMax);
  });

  it('stops a chunk at its bytes, but gives at least one record', async () => {
    const set = new RecordSet(batch(['a'.repeat(100), 'b'.repeat(100), 'c'.repeat(100)]), 0, []);
    expect((await readAll(set, 100, 150)).map(({ records }) => records.length)).toEqual([2, 1]);
    const huge = new RecordSet(batch(['a'.repeat(100), 'b']), 0, []);
    expect((await readAll(huge, 100, 1)).map(({ records }) => records.length)).toEqual([1, 1]);
  });

  it('passes over what lies before the offset that was asked for', async () => {
    const set = new RecordSet(Buffer.concat([batch(['a', 'b', 'c'], { at: 10 }), batch(['d'], { at: 13 })]), 12, []);
    expect(seen(await readAll(set))).toEqual([
      [12, 'c'],
      [13, 'd'],
    ]);
  });

  it('leaves a batch that is cut off at the end for the next fetch', async () => {
    const cut = Buffer.concat([batch(['a'], { at: 0 }), batch(['b'], { at: 1 }).subarray(0, 65)]);
    const set = new RecordSet(cut, 0, []);
    expect(set.endOffset).toBe(1);
    expect(seen(await readAll(set))).toEqual([[0, 'a']]);
    expect(new RecordSet(cut.subarray(0, 40), 7, [])).toMatchObject({ byteLength: 0, endOffset: 7, isAtEnd: true });
  });

  it('goes on behind offsets that were compacted away, also where nothing is left', async () => {
    const set = new RecordSet(
      Buffer.concat([batch(['a'], { at: 0, covers: 5 }), batch([], { at: 5, covers: 3 })]),
      0,
      [],
    );
    expect(set.endOffset).toBe(8);
    const chunks = await readAll(set);
    expect(seen(chunks)).toEqual([[0, 'a']]);
    expect(chunks.at(-1)!.nextOffset).toBe(8);
  });

  it('takes the time of the log where the log keeps its own', async () => {
    const bytes = batch(['a', 'b'], { attributes: attributeBits.logAppendTime });
    writeInt64(bytes, 5_000, batchField.maxTimestamp);
    const [chunk] = await readAll(new RecordSet(bytes, 0, []));
    expect(chunk!.records.map(({ appendTime }) => appendTime)).toEqual([5_000, 5_000]);
  });

  it('hides aborted transactions from their first offset to their marker, and control records', async () => {
    const { transactional } = attributeBits;
    const bytes = Buffer.concat([
      batch(['plain'], { at: 0 }),
      batch(['one-aborted'], { at: 1, producerId: 1, attributes: transactional }),
      batch(['two-kept'], { at: 2, producerId: 2, attributes: transactional }),
      batch(['one-aborted'], { at: 3, producerId: 1, attributes: transactional }),
      marker(4, 1, false),
      batch(['one-kept'], { at: 5, producerId: 1, attributes: transactional }),
      marker(6, 2, true),
      marker(7, 1, true),
    ]);
    const aborted: AbortedTransaction[] = [{ producerId: 1, firstOffset: 1 }];
    const chunks = await readAll(new RecordSet(bytes, 0, aborted));
    expect(seen(chunks)).toEqual([
      [0, 'plain'],
      [2, 'two-kept'],
      [5, 'one-kept'],
    ]);
    expect(chunks.at(-1)!.nextOffset).toBe(8);
  });

  it('says what it cannot read: an unknown codec, a broken archive, an old format', async () => {
    await expect(
      new RecordSet(batch(['a'], { attributes: 6 }), 0, []).read({ recordsMax: 1, bytesMax: 1 }),
    ).rejects.toMatchObject({
      code: 'log_unavailable',
      message: expect.stringContaining('codec 6'),
    });
    await expect(
      new RecordSet(batch(['a'], { attributes: 4 }), 0, []).read({ recordsMax: 1, bytesMax: 1 }),
    ).rejects.toMatchObject({
      code: 'log_unavailable',
      retry: false,
    });
    const old = batch(['a']);
    old[batchField.magic] = 1;
    expect(() => new RecordSet(old, 0, [])).toThrow('format 1');
  });

  it('refuses a batch whose records are not what it says', async () => {
    const packed = zstdCompressSync(Buffer.from([200, 1, 0, 0]));
    const bytes = Buffer.concat([batch([], { attributes: 4, covers: 1 }), packed]);
    bytes.writeInt32BE(bytes.length - 12, batchField.length);
    bytes.writeInt32BE(1, batchField.recordCount);
    await expect(new RecordSet(bytes, 0, []).read({ recordsMax: 9, bytesMax: 9 })).rejects.toThrow(RangeError);
  });
});
