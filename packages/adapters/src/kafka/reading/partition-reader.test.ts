import type { LogBatch } from '@tidewatch/core/ports/event-log';
import { describe, expect, it } from 'vitest';
import { batchField, writeInt64 } from '../records/batch-header.ts';
import { encodeRecordBatch } from '../records/encode-record-batch.ts';
import type { FetchedPartition } from './fetch-answer.ts';
import { PartitionReader } from './partition-reader.ts';

const stamp = { producerId: -1, producerEpoch: -1, baseSequence: -1 };

function fetched(from: number, count: number, { bytes = 1, codec = 0, end = from + count } = {}): FetchedPartition {
  const records = Array.from({ length: count }, () => ({ key: null, value: 'x'.repeat(bytes), byteLength: bytes }));
  const recordSet = count === 0 ? Buffer.alloc(0) : encodeRecordBatch(records, 1_000, stamp);
  if (count > 0) {
    writeInt64(recordSet, from, batchField.baseOffset);
    recordSet.writeInt16BE(codec, batchField.attributes);
  }
  return { topic: 'tidewatch.events', partition: 3, errorCode: 0, highWatermark: end, aborted: [], recordSet };
}

function reading() {
  const batches: LogBatch[] = [];
  const errors: Error[] = [];
  const clock = { at: 10_000, now: () => clock.at };
  const reader = new PartitionReader({
    topic: 'events',
    partition: 3,
    kafkaTopic: 'tidewatch.events',
    position: 100,
    clock,
    next: (batch) => batches.push(batch),
    error: (error) => errors.push(error),
  });
  /** Lets what is unpacked be handed out. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { reader, batches, errors, clock, settle };
}

describe('PartitionReader', () => {
  it('hands out two batches, and each further one when one is done', async () => {
    const { reader, batches, settle } = reading();
    for (let index = 0; index < 4; index++) reader.accept(fetched(100 + index * 10, 10), 9_000, 1);
    await settle();
    expect(batches.map(({ nextOffset }) => nextOffset)).toEqual([110, 120]);
    batches[0]!.done();
    batches[0]!.done();
    await settle();
    expect(batches.map(({ nextOffset }) => nextOffset)).toEqual([110, 120, 130]);
    batches[1]!.done();
    batches[2]!.done();
    await settle();
    expect(batches.length).toBe(4);
    expect(reader.position).toBe(140);
  });

  it('has no room beyond its bytes and its fetches, until batches are taken', async () => {
    const { reader, batches, settle } = reading();
    let calls = 0;
    reader.onHungry = () => calls++;
    for (let index = 0; index < 2; index++) reader.accept(fetched(100 + index, 1), 9_000, 1);
    await settle();
    reader.accept(fetched(102, 300, { bytes: 1_000 }), 9_000, 1);
    expect(reader.isHungry).toBe(true);
    reader.accept(fetched(402, 300, { bytes: 1_000 }), 9_000, 1);
    expect(reader.isHungry).toBe(false);
    const before = calls;
    batches[0]!.done();
    await settle();
    expect(reader.isHungry).toBe(true);
    expect(calls).toBeGreaterThan(before);
  });

  it('tells once of the records that the log deleted before it came to them', async () => {
    const { reader, batches, clock, settle } = reading();
    reader.accept(fetched(100, 10), 9_000, 1);
    reader.skipTo(120);
    reader.skipTo(150);
    reader.accept(fetched(150, 10), 9_000, 1);
    await settle();
    batches[0]!.done();
    await settle();
    expect(batches.map(({ gap }) => gap)).toEqual([undefined, { from: 110, below: 150 }]);
    batches[1]!.done();
    reader.skipTo(200);
    clock.at += 1_000;
    reader.accept(fetched(200, 0, { end: 200 }), 9_000, 1);
    expect(batches.at(-1)).toMatchObject({ records: [], nextOffset: 200, gap: { from: 160, below: 200 } });
    batches.at(-1)!.done();
    clock.at += 1_000;
    reader.accept(fetched(200, 0, { end: 200 }), 9_000, 1);
    expect(batches.at(-1)!.gap).toBeUndefined();
  });

  it('says now and then that nothing is new, with the end and when it was asked for, unless its reader is behind', async () => {
    const { reader, batches, clock, settle } = reading();
    reader.accept(fetched(100, 0, { end: 100 }), 9_990, 1);
    reader.accept(fetched(100, 0, { end: 100 }), 9_995, 1);
    clock.at += 400;
    reader.accept(fetched(100, 0, { end: 105 }), 10_390, 1);
    clock.at += 400;
    reader.accept(fetched(100, 0, { end: 105 }), 10_790, 1);
    await settle();
    expect(
      batches.map(({ records, nextOffset, end, endAskedAt }) => [records.length, nextOffset, end, endAskedAt]),
    ).toEqual([
      [0, 100, 100, 9_990],
      [0, 100, 105, 10_390],
    ]);
  });

  it('gives up, and says where, on a codec that it does not know', async () => {
    const { reader, batches, errors, settle } = reading();
    reader.accept(fetched(100, 5, { codec: 7 }), 9_000, 1);
    await settle();
    expect(batches).toEqual([]);
    expect(errors).toMatchObject([{ code: 'log_unavailable', retry: false }]);
    expect(errors[0]!.message).toContain(
      'tidewatch.events/3 cannot be read below offset 105: a record batch is compressed with codec 7',
    );
    expect(reader.isHungry).toBe(false);
  });

  it('is silent once stopped', async () => {
    const { reader, batches, settle } = reading();
    reader.accept(fetched(100, 5), 9_000, 1);
    reader.stop();
    await settle();
    reader.accept(fetched(105, 5), 9_000, 1);
    await settle();
    expect(batches).toEqual([]);
  });

  it('does not keep a large answer in memory for a small part of it', async () => {
    const { reader, batches, settle } = reading();
    const part = fetched(100, 5, { bytes: 10_000 });
    reader.accept(part, 9_000, 1_000_000);
    await settle();
    expect(batches[0]!.records[0]!.value!.buffer).not.toBe(part.recordSet.buffer);
  });
});
