import { describe, expect, it } from 'vitest';
import type { OutgoingRecord } from '../records/encode-record-batch.ts';
import { RecordSet } from '../records/record-set.ts';
import { AppendLane } from './append-lane.ts';

const identity = { producerId: 7, producerEpoch: 0 };
const sequenceAt = 53;

const records = (...values: string[]): OutgoingRecord[] =>
  values.map((value) => ({ key: null, value, byteLength: value.length }));

async function valuesOf(batch: Buffer): Promise<string[]> {
  const { records: read } = await new RecordSet(batch, 0, []).read({ recordsMax: 1_000, bytesMax: 1_000_000 });
  return read.map(({ value }) => Buffer.from(value!).toString());
}

function lane(batchBytesMax = 1_000) {
  const made = new AppendLane('tidewatch.events', 0, batchBytesMax);
  const settled: [string, unknown][] = [];
  const add = (name: string, ...values: string[]): void =>
    made.add({
      records: records(...values),
      resolve: (lastOffset) => settled.push([name, lastOffset]),
      reject: (error) => settled.push([name, error.message]),
    });
  return { lane: made, add, settled };
}

describe('AppendLane', () => {
  it('gathers what waits into one batch and tells each append its last offset', async () => {
    const { lane: made, add, settled } = lane();
    add('first', 'a', 'b');
    add('second', 'c');
    expect(await valuesOf(made.batch(identity, 0))).toEqual(['a', 'b', 'c']);
    made.written(50);
    expect(settled).toEqual([
      ['first', 51],
      ['second', 52],
    ]);
    expect(made.hasWork).toBe(false);
  });

  it('sends the same bytes again until they are answered for, whatever came meanwhile', async () => {
    const { lane: made, add, settled } = lane();
    add('first', 'a');
    const sent = made.batch(identity, 0);
    add('second', 'b');
    expect(made.batch(identity, 99)).toBe(sent);
    made.written(0);
    const next = made.batch(identity, 0);
    expect(await valuesOf(next)).toEqual(['b']);
    expect([sent.readInt32BE(sequenceAt), next.readInt32BE(sequenceAt)]).toEqual([0, 1]);
    expect(settled).toEqual([['first', 0]]);
  });

  it('counts anew under another identity, and not at all without one', () => {
    const { lane: made, add } = lane();
    add('first', 'a', 'b', 'c');
    made.batch(identity, 0);
    made.written(0);
    add('second', 'd');
    expect(made.batch(identity, 0).readInt32BE(sequenceAt)).toBe(3);
    expect(made.batch({ ...identity, producerId: 8 }, 0).readInt32BE(sequenceAt)).toBe(0);
    expect(made.batch({ producerId: -1, producerEpoch: -1 }, 0).readInt32BE(sequenceAt)).toBe(-1);
  });

  it('cuts batches at their bytes; an append may take several', async () => {
    const { lane: made, add, settled } = lane(100);
    add('long', 'a'.repeat(60), 'b'.repeat(60), 'c');
    expect(await valuesOf(made.batch(identity, 0))).toEqual(['a'.repeat(60)]);
    made.written(0);
    expect(settled).toEqual([]);
    expect(await valuesOf(made.batch(identity, 0))).toEqual(['b'.repeat(60), 'c']);
    made.written(1);
    expect(settled).toEqual([['long', 2]]);
  });

  it('tries smaller batches when one is too large, in the same order', async () => {
    const { lane: made, add, settled } = lane();
    add('first', 'aaaa', 'bbbb');
    add('second', 'cccc');
    made.batch(identity, 0);
    expect(made.splitBatch()).toBe(true);
    const values: string[] = [];
    for (let offset = 0; made.hasWork;) {
      const batch = await valuesOf(made.batch(identity, 0));
      values.push(...batch);
      made.written(offset);
      offset += batch.length;
    }
    expect(values).toEqual(['aaaa', 'bbbb', 'cccc']);
    expect(settled).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
  });

  it('gives up on the append whose one record is too large, and goes on with the next', async () => {
    const { lane: made, add, settled } = lane();
    add('bad', 'x');
    made.batch(identity, 0);
    add('good', 'y');
    expect(made.splitBatch()).toBe(false);
    made.rejectFirst(new Error('too large'));
    expect(await valuesOf(made.batch(identity, 0))).toEqual(['y']);
    made.written(0);
    expect(settled).toEqual([
      ['bad', 'too large'],
      ['good', 0],
    ]);
  });

  it('rejects all at the end, also what is on its way', () => {
    const { lane: made, add, settled } = lane();
    add('first', 'a');
    made.batch(identity, 0);
    add('second', 'b');
    made.rejectAll(new Error('closed'));
    expect(settled).toEqual([
      ['first', 'closed'],
      ['second', 'closed'],
    ]);
    expect(made.hasWork).toBe(false);
  });
});
