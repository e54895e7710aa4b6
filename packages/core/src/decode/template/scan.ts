import { eventBytesMax } from '@tidewatch/contract';

const quote = 0x22;
const backslash = 0x5c;

/** 1 for the bytes of a plain string: ASCII without control characters, quote and backslash. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== quote && byte !== backslash ? 1 : 0,
);
/** 1 for what numbers, true, false and null are made of: digits, small letters, `-+.E`. */
const bare = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || [0x2b, 0x2d, 0x2e, 0x45].includes(byte) ? 1 : 0,
);

/** Bytes to compare with, four at a time; the last word overlaps the one before it. */
export interface Literal {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly lastWord: number;
}

/** A literal of ASCII bytes without NUL. */
export function literalOf(bytes: Uint8Array): Literal {
  const own = bytes.slice();
  const view = new DataView(own.buffer);
  const words = Int32Array.from({ length: own.length >> 2 }, (_, index) => view.getInt32(4 * index, true));
  return { bytes: own, words, lastWord: own.length >= 4 ? view.getInt32(own.length - 4, true) : 0 };
}

/**
 * The text in hand, copied to one fixed buffer so that it can be read in words. A NUL follows it: no literal, string or
 * number goes on over it, so that nothing of an earlier text is ever taken for this one's.
 */
export class Scan {
  readonly bytes = new Uint8Array(eventBytesMax + 8);
  readonly #view = new DataView(this.bytes.buffer);
  length = 0;

  load(bytes: Uint8Array): void {
    this.bytes.set(bytes);
    this.length = bytes.length;
    this.#view.setInt32(bytes.length, 0);
  }

  /** Four bytes as one number. */
  word(at: number): number {
    return this.#view.getInt32(at, true);
  }

  /** Whether the literal stands at `at`. */
  has(literal: Literal, at: number): boolean {
    const { bytes, words } = literal;
    const length = bytes.length;
    if (at + length > this.length) return false;
    if (length < 4) {
      for (let index = 0; index < length; index++) if (this.bytes[at + index] !== bytes[index]) return false;
      return true;
    }
    for (let index = 0; index < words.length; index++) {
      if (this.#view.getInt32(at + 4 * index, true) !== words[index]) return false;
    }
    return this.#view.getInt32(at + length - 4, true) === literal.lastWord;
  }

  /** End of the plain string content or of the number or word that begins at `at`. */
  endOf(kind: 'string' | 'bare', at: number): number {
    const table = kind === 'string' ? plain : bare;
    let end = at;
    while (table[this.bytes[end] as number] === 1) end++;
    return end;
  }

  /** An own string of bytes[start, end), which are ASCII. */
  ascii(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end; at += 1024) {
      text += String.fromCharCode(...this.bytes.subarray(at, Math.min(end, at + 1024)));
    }
    return text;
  }
}
