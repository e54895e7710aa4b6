import { beginHash, finishHash, mixText, type TextHash } from '../hashing/hash-text.ts';

/** With 262,144 keys of 96 bits in memory a false hit is expected once in 10^23 events. */
export type KeyHash = TextHash;

/** Hashes the keys of duplicates. One object is given out again and again: it holds the key that was hashed last. */
export class KeyHasher {
  readonly #key: KeyHash = { a: 0, b: 0, c: 0 };
  /** The lanes after the source that came last: sources hardly change from event to event. */
  readonly #afterSource: KeyHash = { a: 0, b: 0, c: 0 };
  #source: string | null = null;

  /** The key of source, id and, for a replayed dead letter, its coordinates. */
  hash(source: string, id: string, replayOf: string | undefined): KeyHash {
    const key = this.#key;
    if (source !== this.#source) this.#begin(source);
    key.a = this.#afterSource.a;
    key.b = this.#afterSource.b;
    key.c = this.#afterSource.c;
    mixText(id, key);
    if (replayOf !== undefined) mixText(replayOf, key);
    finishHash(key);
    return key;
  }

  #begin(source: string): void {
    beginHash(this.#afterSource);
    mixText(source, this.#afterSource);
    this.#source = source;
  }
}
