import { TidewatchError } from '@tidewatch/contract/errors';
import type { LogRecord } from '@tidewatch/core/ports/event-log';
import { attributeBits, batchField, batchMagic, batchPrefixBytes, readInt64 } from './batch-header.ts';
import { decompress } from './decompress.ts';
import { RecordCursor } from './record-cursor.ts';

/** A transaction that was aborted: its records from `firstOffset` up to its marker must not be seen. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface RecordsRead {
  readonly records: readonly LogRecord[];
  /** Offset after what was read, holes included. */
  readonly nextOffset: number;
}

export interface ReadLimits {
  readonly recordsMax: number;
  readonly bytesMax: number;
}

interface OpenBatch {
  readonly cursor: RecordCursor;
  readonly endOffset: number;
}

/**
 * What one fetch brought for one partition: whole record batches, opened one at a time when their records are asked for, so that
 * a compressed fetch never lies in memory unpacked as a whole. Control records and aborted transactions are passed over as
 * Kafka's own client does for `read_committed`. Checksums are not verified: the broker did that when it took the batch.
 */
export class RecordSet {
  /** Offset after the last whole batch: where to fetch next. */
  readonly endOffset: number;
  readonly byteLength: number;
  readonly #bytes: Buffer;
  readonly #from: number;
  readonly #aborted: AbortedTransaction[];
  readonly #abortedProducers = new Set<number>();
  #at = 0;
  #nextOffset: number;
  #open: OpenBatch | null = null;

  constructor(bytes: Buffer, from: number, aborted: readonly AbortedTransaction[]) {
    let end = 0;
    let endOffset = from;
    while (bytes.length - end >= batchField.records) {
      const batchEnd = end + batchPrefixBytes + bytes.readInt32BE(end + batchField.length);
      if (batchEnd > bytes.length) break;
      const magic = bytes[end + batchField.magic];
      if (magic !== batchMagic)
        throw unreadable(`has message format ${magic}; format 2 is needed (Kafka 0.11 or newer)`);
      endOffset = endOffsetOf(bytes, end);
      end = batchEnd;
    }
    this.#bytes = bytes.subarray(0, end);
    this.#from = from;
    this.#nextOffset = from;
    this.#aborted = aborted.toSorted((left, right) => left.firstOffset - right.firstOffset);
    this.endOffset = Math.max(from, endOffset);
    this.byteLength = end;
  }

  get isAtEnd(): boolean {
    return this.#open === null && this.#at >= this.#bytes.length;
  }

  /** The next records, at least one unless only records that nobody may see are left. Rejects for what this version cannot read. */
  async read({ recordsMax, bytesMax }: ReadLimits): Promise<RecordsRead> {
    const records: LogRecord[] = [];
    let bytes = 0;
    while (!this.isAtEnd && records.length < recordsMax && bytes < bytesMax) {
      const open = this.#open ?? (await this.#openNext());
      if (open === null) continue;
      const { cursor } = open;
      const before = bytes - cursor.bytesRead;
      while (!cursor.isAtEnd && records.length < recordsMax && bytes < bytesMax) {
        const record = cursor.next();
        if (record.offset < this.#from) continue;
        records.push(record);
        bytes = before + cursor.bytesRead;
        this.#nextOffset = record.offset + 1;
      }
      if (!cursor.isAtEnd) continue;
      this.#open = null;
      this.#nextOffset = open.endOffset;
    }
    return { records, nextOffset: Math.max(this.#from, this.#nextOffset) };
  }

  /** Opens the next batch; null when its records are not to be seen. */
  async #openNext(): Promise<OpenBatch | null> {
    const bytes = this.#bytes;
    const start = this.#at;
    const end = start + batchPrefixBytes + bytes.readInt32BE(start + batchField.length);
    const endOffset = endOffsetOf(bytes, start);
    this.#at = end;
    if (endOffset <= this.#from || this.#isHidden(start)) {
      this.#nextOffset = endOffset;
      return null;
    }
    const attributes = bytes.readInt16BE(start + batchField.attributes);
    const packed = bytes.subarray(start + batchField.records, end);
    const codec = attributes & attributeBits.codec;
    const isLogTime = (attributes & attributeBits.logAppendTime) !== 0;
    const times = {
      baseOffset: readInt64(bytes, start + batchField.baseOffset),
      baseTimestamp: readInt64(bytes, start + batchField.baseTimestamp),
      appendTime: isLogTime ? readInt64(bytes, start + batchField.maxTimestamp) : null,
    };
    const unpacked = codec === 0 ? packed : await decompress(codec, packed);
    const cursor = new RecordCursor(unpacked, 0, bytes.readInt32BE(start + batchField.recordCount), times);
    this.#open = { cursor, endOffset };
    return this.#open;
  }

  /** Control batches and those of aborted transactions (the rules of Kafka's `CompletedFetch`). */
  #isHidden(start: number): boolean {
    const bytes = this.#bytes;
    const attributes = bytes.readInt16BE(start + batchField.attributes);
    const producerId = readInt64(bytes, start + batchField.producerId);
    while (this.#aborted.length > 0 && this.#aborted[0]!.firstOffset < endOffsetOf(bytes, start)) {
      this.#abortedProducers.add(this.#aborted.shift()!.producerId);
    }
    if ((attributes & attributeBits.control) !== 0) {
      if (isAbortMarker(bytes, start)) this.#abortedProducers.delete(producerId);
      return true;
    }
    return (attributes & attributeBits.transactional) !== 0 && this.#abortedProducers.has(producerId);
  }
}

const endOffsetOf = (bytes: Buffer, start: number): number =>
  readInt64(bytes, start + batchField.baseOffset) + bytes.readInt32BE(start + batchField.lastOffsetDelta) + 1;

/** A control record's key is its version and type, two 16-bit integers; type 0 aborts, 1 commits. */
function isAbortMarker(bytes: Buffer, start: number): boolean {
  const times = { baseOffset: 0, baseTimestamp: 0, appendTime: 0 };
  const { key } = new RecordCursor(bytes, start + batchField.records, 1, times).next();
  return key !== null && key.length >= 4 && key[2] === 0 && key[3] === 0;
}

const unreadable = (why: string): TidewatchError => new TidewatchError('log_unavailable', `a record batch ${why}`);
