import { PackedRecord } from '@tidewatch/core/log/packed-record';
import type { LogRecord } from '@tidewatch/core/ports/event-log';

/** What all records of one batch share. */
export interface BatchTimes {
  readonly baseOffset: number;
  readonly baseTimestamp: number;
  /** The batch's append time where the log keeps its own times, else null: each record has its own. */
  readonly appendTime: number | null;
}

/**
 * Reads the records of one uncompressed batch, one after another, without copying: keys and values are views of `bytes`.
 * Format: Kafka documentation, "Record", with the zigzag variable-length integers of Protocol Buffers.
 */
export class RecordCursor {
  readonly #bytes: Buffer;
  readonly #times: BatchTimes;
  #at: number;
  #left: number;
  /** Bytes of the keys and values so far. */
  bytesRead = 0;

  constructor(bytes: Buffer, at: number, count: number, times: BatchTimes) {
    this.#bytes = bytes;
    this.#times = times;
    this.#at = at;
    this.#left = count;
  }

  get isAtEnd(): boolean {
    return this.#left === 0;
  }

  /** @throws RangeError where the bytes are no record */
  next(): LogRecord {
    this.#left--;
    const length = this.#varint();
    const end = this.#at + length;
    this.#at += 1;
    const timestampDelta = this.#varint();
    const { baseOffset, baseTimestamp, appendTime } = this.#times;
    const offset = baseOffset + this.#varint();
    const keyLength = this.#varint();
    const keyAt = this.#skip(keyLength);
    const valueLength = this.#varint();
    const valueAt = this.#skip(valueLength);
    const time = appendTime ?? baseTimestamp + timestampDelta;
    const record = new PackedRecord(offset, time, this.#bytes, keyAt, keyLength, valueAt, valueLength);
    this.bytesRead += record.byteLength;
    const headerCount = this.#varint();
    const headers = headerCount === 0 ? null : this.#headers(headerCount);
    if (this.#at !== end) throw new RangeError(`record at offset ${offset} has another length than it says`);
    return headers === null ? record : { offset, appendTime: time, key: record.key, value: record.value, headers };
  }

  #headers(count: number): Record<string, Uint8Array> {
    const headers: Record<string, Uint8Array> = Object.create(null) as Record<string, Uint8Array>;
    for (let index = 0; index < count; index++) {
      const name = this.#nullableBytes();
      // Headers without a value are allowed by the protocol; readers of ours have no use for the difference to an empty one.
      headers[String(name)] = this.#nullableBytes() ?? new Uint8Array(0);
    }
    return headers;
  }

  #nullableBytes(): Buffer | null {
    const length = this.#varint();
    const from = this.#skip(length);
    return length < 0 ? null : this.#bytes.subarray(from, this.#at);
  }

  /** Passes over bytes of a length, negative for null. Answers where they begin. */
  #skip(length: number): number {
    const from = this.#at;
    if (length > 0) this.#at = from + length;
    if (this.#at > this.#bytes.length) throw new RangeError('record ends behind its batch');
    return from;
  }

  /** A zigzag integer. Up to 28 bits by shifts; beyond that (old timestamps, huge deltas) by multiplication, exact to 2^53. */
  #varint(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let byte = bytes[at++]!;
    let raw = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++]!;
      if (shift < 28) raw |= (byte & 0x7f) << shift;
      else raw += (byte & 0x7f) * 2 ** shift;
    }
    this.#at = at;
    if (raw <= 0x7fffffff) return (raw >>> 1) ^ -(raw & 1);
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }
}
