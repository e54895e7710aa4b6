import type { LogRecord } from '../ports/event-log.ts';

/**
 * A record whose key and value lie among others in one array. Their views are made when they are asked for, new each time: most
 * readers never look at a key, and a view that lives for a moment only costs little.
 */
export class PackedRecord implements LogRecord {
  readonly offset: number;
  readonly appendTime: number;
  readonly #bytes: Uint8Array;
  readonly #keyAt: number;
  readonly #keyLength: number;
  readonly #valueAt: number;
  readonly #valueLength: number;

  /** A length of -1 stands for null. */
  constructor(
    offset: number,
    appendTime: number,
    bytes: Uint8Array,
    keyAt: number,
    keyLength: number,
    valueAt: number,
    valueLength: number,
  ) {
    this.offset = offset;
    this.appendTime = appendTime;
    this.#bytes = bytes;
    this.#keyAt = keyAt;
    this.#keyLength = keyLength;
    this.#valueAt = valueAt;
    this.#valueLength = valueLength;
  }

  get key(): Uint8Array | null {
    return this.#keyLength < 0 ? null : viewOf(this.#bytes, this.#keyAt, this.#keyLength);
  }

  get value(): Uint8Array | null {
    return this.#valueLength < 0 ? null : viewOf(this.#bytes, this.#valueAt, this.#valueLength);
  }

  /** Bytes of key and value. */
  get byteLength(): number {
    return Math.max(0, this.#keyLength) + Math.max(0, this.#valueLength);
  }
}

const viewOf = (bytes: Uint8Array, at: number, length: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
