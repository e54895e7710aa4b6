/** A scalar of a JSON text: where it stands (a string without its quotes) and the path of keys to it. `bare`: a number, true, false or null. */
export interface Token {
  readonly path: string;
  readonly kind: 'string' | 'bare';
  readonly start: number;
  readonly end: number;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Walks one JSON text of objects and scalars. Every doubt ends in `null`: the text is then read by JSON.parse alone. */
class Tokenizer {
  readonly tokens: Token[] = [];
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True when the whole text is one object whose only nested object is `data`. */
  run(): boolean {
    this.#skipSpace();
    if (!this.#object('')) return false;
    this.#skipSpace();
    return this.#at === this.#bytes.length;
  }

  #skipSpace(): void {
    while (isSpace(this.#bytes[this.#at])) this.#at++;
  }

  #take(byte: number): boolean {
    this.#skipSpace();
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  /** Start of a plain ASCII string's content; its end is one before the new place. */
  #string(): number | null {
    if (!this.#take(quote)) return null;
    const start = this.#at;
    for (; this.#at < this.#bytes.length; this.#at++) {
      const byte = this.#bytes[this.#at] ?? 0;
      if (byte === quote) {
        this.#at++;
        return start;
      }
      if (byte < 0x20 || byte >= 0x80 || byte === backslash) return null;
    }
    return null;
  }

  #object(prefix: string): boolean {
    if (!this.#take(openBrace)) return false;
    if (this.#take(closeBrace)) return true;
    const keys = new Set<string>();
    do {
      this.#skipSpace();
      const start = this.#string();
      if (start === null) return false;
      const key = String.fromCharCode(...this.#bytes.subarray(start, this.#at - 1));
      // The last of repeated keys wins in JSON.parse, and __proto__ is no ordinary key.
      if (keys.has(key) || key === '__proto__' || !this.#take(colon) || !this.#value(prefix + key)) return false;
      keys.add(key);
    } while (this.#take(comma));
    return this.#take(closeBrace);
  }

  #value(path: string): boolean {
    this.#skipSpace();
    const byte = this.#bytes[this.#at];
    if (byte === openBrace) return path === 'data' && this.#object('data.');
    if (byte === quote) {
      const start = this.#string();
      if (start === null) return false;
      this.tokens.push({ path, kind: 'string', start, end: this.#at - 1 });
      return true;
    }
    const start = this.#at;
    while (isBare(this.#bytes[this.#at])) this.#at++;
    this.tokens.push({ path, kind: 'bare', start, end: this.#at });
    return this.#at > start;
  }
}

/** Letters, digits and signs: what numbers, true, false and null are made of. JSON.parse has checked how. */
const isBare = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || [0x2b, 0x2d, 0x2e, 0x45].includes(byte));

/**
 * Scalars of a JSON text that JSON.parse has accepted, in the order of the text. Null for texts that are not plain: escapes,
 * bytes beyond ASCII, lists, objects other than the envelope and its `data`, repeated keys.
 */
export function tokensOf(bytes: Uint8Array): readonly Token[] | null {
  const tokenizer = new Tokenizer(bytes);
  return tokenizer.run() ? tokenizer.tokens : null;
}
