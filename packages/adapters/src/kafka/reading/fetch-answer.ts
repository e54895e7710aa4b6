import { readInt64 } from '../records/batch-header.ts';
import type { AbortedTransaction } from '../records/record-set.ts';

/** What a fetch answered for one partition. */
export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  /** Offset after the last record that all replicas in sync hold, visible or not: the end that the port speaks of. */
  readonly highWatermark: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches as they lie in the log; the last may be cut off. */
  readonly recordSet: Buffer;
}

export interface FetchAnswer {
  readonly byteLength: number;
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

/** Decodes the Fetch answer (Kafka protocol guide) and leaves the records alone. */
export const fetchDecode = { version: 11, decode: decodeFetchAnswer };

function decodeFetchAnswer(raw: Buffer): FetchAnswer {
  // throttle_time_ms, error_code, session_id
  const errorCode = raw.readInt16BE(4);
  let at = 10;
  const int32 = (): number => {
    at += 4;
    return raw.readInt32BE(at - 4);
  };
  const int64 = (): number => {
    at += 8;
    return readInt64(raw, at - 8);
  };
  const partitions: FetchedPartition[] = [];
  for (let topics = int32(); topics > 0; topics--) {
    const length = raw.readInt16BE(at);
    const topic = raw.toString('utf8', at + 2, at + 2 + length);
    at += 2 + length;
    for (let count = int32(); count > 0; count--) {
      const partition = int32();
      const partitionError = raw.readInt16BE(at);
      at += 2;
      const highWatermark = int64();
      // last_stable_offset, log_start_offset
      at += 16;
      const aborted = Array.from({ length: Math.max(0, int32()) }, () => ({
        producerId: int64(),
        firstOffset: int64(),
      }));
      // preferred_read_replica
      at += 4;
      const size = Math.max(0, int32());
      const recordSet = raw.subarray(at, at + size);
      at += size;
      partitions.push({ topic, partition, errorCode: partitionError, highWatermark, aborted, recordSet });
    }
  }
  return { byteLength: raw.length, errorCode, partitions };
}
