import { PackedRecord } from '@tidewatch/core/log/packed-record';
import type { LogRecord } from '@tidewatch/core/ports/event-log';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/*
 * A batch of records as bytes, little-endian:
 *   u8   flags (1: each record has its own append time)
 *   u32  count
 *   i32  key length, count times (-1: null)
 *   i32  value length, count times (-1: null)
 *   f64  append time, count times (with flag 1 only)
 *   …    keys, one after another
 *   …    values, one after another
 */

const ownTimes = 1;
const headBytes = 5;
/** Below this a compressed batch saves less than it costs. */
const compressBytesMin = 1024;
/**
 * zlib gives its output in chunks, 16 KiB unless told, and joins them: each is memory outside the heap, whose amount makes V8 collect
 * the whole heap. One chunk that fits costs half, and a third of the collections.
 */
const chunkBytesMin = 1024;

/** How the bytes of a stored batch are kept. */
export type Encoding = 0 | 1;
const plain: Encoding = 0;
const zstd: Encoding = 1;

export interface StoredBatch {
  readonly encoding: Encoding;
  readonly data: Uint8Array;
  /** Bytes of the batch as `encodeBatch` made it. */
  readonly rawBytes: number;
}

export interface BatchRecord {
  readonly key: string | Uint8Array | null;
  readonly value: string | Uint8Array | null;
}

export const bytesOfPart = (part: string | Uint8Array | null): number =>
  part === null ? 0 : typeof part === 'string' ? Buffer.byteLength(part) : part.length;

/** Encodes records; `appendTimes` where they differ. */
export function encodeBatch(records: readonly BatchRecord[], appendTimes: readonly number[] | null): Buffer {
  const count = records.length;
  const lengths = new Int32Array(count * 2);
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    const { key, value } = records[index]!;
    lengths[index] = key === null ? -1 : bytesOfPart(key);
    lengths[count + index] = value === null ? -1 : bytesOfPart(value);
    bytes += Math.max(0, lengths[index]!) + Math.max(0, lengths[count + index]!);
  }
  const timeBytes = appendTimes === null ? 0 : count * 8;
  const encoded = Buffer.allocUnsafe(headBytes + count * 8 + timeBytes + bytes);
  encoded[0] = appendTimes === null ? 0 : ownTimes;
  encoded.writeUInt32LE(count, 1);
  for (let index = 0; index < lengths.length; index++) encoded.writeInt32LE(lengths[index]!, headBytes + index * 4);
  appendTimes?.forEach((time, index) => encoded.writeDoubleLE(time, headBytes + count * 8 + index * 8));
  let at = headBytes + count * 8 + timeBytes;
  for (const { key } of records) at += write(encoded, key, at);
  for (const { value } of records) at += write(encoded, value, at);
  return encoded;
}

function write(target: Buffer, part: string | Uint8Array | null, at: number): number {
  if (part === null) return 0;
  if (typeof part === 'string') return target.write(part, at);
  target.set(part, at);
  return part.length;
}

/** Compresses where that pays. `level` is zstd's. */
export function storeBatch(encoded: Buffer, level: number): StoredBatch {
  const rawBytes = encoded.length;
  if (rawBytes < compressBytesMin) return uncompressed(encoded);
  const params = { [constants.ZSTD_c_compressionLevel]: level };
  const data = zstdCompressSync(encoded, { params, chunkSize: Math.max(chunkBytesMin, rawBytes >>> 2) });
  return data.length < rawBytes * 0.9 ? { encoding: zstd, data, rawBytes } : uncompressed(encoded);
}

/** A batch as it is. */
export const uncompressed = (encoded: Buffer): StoredBatch => ({
  encoding: plain,
  data: encoded,
  rawBytes: encoded.length,
});

/** Walks the records of one stored batch. Keys and values are views of its bytes. */
export class BatchCursor {
  readonly end: number;
  readonly #bytes: Buffer;
  readonly #lengths: DataView;
  readonly #appendTime: number;
  readonly #base: number;
  readonly #count: number;
  readonly #hasOwnTimes: boolean;
  #index = 0;
  #keyAt: number;
  #valueAt: number;

  constructor(stored: StoredBatch, base: number, appendTime: number) {
    const bytes = bytesOf(stored);
    this.#bytes = bytes;
    this.#lengths = new DataView(bytes.buffer, bytes.byteOffset + headBytes);
    this.#base = base;
    this.#appendTime = appendTime;
    this.#count = bytes.readUInt32LE(1);
    this.#hasOwnTimes = (bytes[0]! & ownTimes) !== 0;
    this.end = base + this.#count;
    this.#keyAt = headBytes + this.#count * (this.#hasOwnTimes ? 16 : 8);
    this.#valueAt = this.#keyAt;
    for (let index = 0; index < this.#count; index++) this.#valueAt += Math.max(0, this.#keyLength(index));
  }

  get isAtEnd(): boolean {
    return this.#index === this.#count;
  }

  get offset(): number {
    return this.#base + this.#index;
  }

  /** Goes on to an offset without reading what lies before it. */
  skipTo(offset: number): void {
    for (; this.offset < offset && !this.isAtEnd; this.#index++) {
      this.#keyAt += Math.max(0, this.#keyLength(this.#index));
      this.#valueAt += Math.max(0, this.#valueLength(this.#index));
    }
  }

  /** Adds records to `into` until it holds `recordsMax` or `bytesMax` are read (at least one is). Returns the bytes read. */
  take(into: LogRecord[], recordsMax: number, bytesMax: number): number {
    const from = this.#keyAt + this.#valueAt;
    let read = 0;
    while (!this.isAtEnd && into.length < recordsMax && read < bytesMax) {
      into.push(this.#next());
      read = this.#keyAt + this.#valueAt - from;
    }
    return read;
  }

  #next(): LogRecord {
    const index = this.#index++;
    const keyLength = this.#keyLength(index);
    const valueLength = this.#valueLength(index);
    const [keyAt, valueAt] = [this.#keyAt, this.#valueAt];
    this.#keyAt += Math.max(0, keyLength);
    this.#valueAt += Math.max(0, valueLength);
    const appendTime = this.#hasOwnTimes
      ? this.#bytes.readDoubleLE(headBytes + this.#count * 8 + index * 8)
      : this.#appendTime;
    return new PackedRecord(this.#base + index, appendTime, this.#bytes, keyAt, keyLength, valueAt, valueLength);
  }

  #keyLength(index: number): number {
    return this.#lengths.getInt32(index * 4, true);
  }

  #valueLength(index: number): number {
    return this.#lengths.getInt32((this.#count + index) * 4, true);
  }
}

function bytesOf({ encoding, data, rawBytes }: StoredBatch): Buffer {
  if (encoding === plain) return Buffer.from(data.buffer, data.byteOffset, data.length);
  return zstdDecompressSync(data, { chunkSize: Math.max(chunkBytesMin, rawBytes + 1) });
}
