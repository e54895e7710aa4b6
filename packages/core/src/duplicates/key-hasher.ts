/** 96 bits in three lanes, as 32-bit integers. */
export interface KeyHash {
  a: number;
  b: number;
  c: number;
}

/** ASCII bytes that can be read in words. */
interface AsciiWords {
  readonly bytes: Uint8Array;
  /** The four bytes from `at` on, little-endian. */
  word(at: number): number;
}

/** Hashes the keys of duplicates: source, id and, for a replayed dead letter, its coordinates. Each key is a new object. */
export class KeyHasher {
  /** The lanes after the source that came last: sources hardly change from event to event. */
  #afterSource: KeyHash = begun();
  #source: string | null = null;

  hash(source: string, id: string, replayOf?: string): KeyHash {
    const key = this.#begin(source);
    mixText(id, key);
    if (replayOf !== undefined) mixText(replayOf, key);
    return finish(key);
  }

  /** The same for an id that is ASCII text at bytes[start, end): no string has to be made of it. */
  hashAscii(source: string, text: AsciiWords, start: number, end: number): KeyHash {
    const key = this.#begin(source);
    let at = start;
    for (; at + 4 <= end; at += 4) mixWord(text.word(at), key);
    let rest = 0;
    for (let shift = 0; at < end; at += 1, shift += 8) rest |= text.bytes[at]! << shift;
    mixEnd(rest, end - start, key);
    return finish(key);
  }

  #begin(source: string): KeyHash {
    if (source !== this.#source) {
      this.#afterSource = begun();
      mixText(source, this.#afterSource);
      this.#source = source;
    }
    const { a, b, c } = this.#afterSource;
    return { a, b, c };
  }
}

const begun = (): KeyHash => ({ a: 0x9e3779b1 | 0, b: 0x85ebca77 | 0, c: 0xc2b2ae3d | 0 });

/** Mixes a text: four ASCII characters at a time; a text with others is mixed by its units, and marked so that the two never meet. */
function mixText(text: string, key: KeyHash): void {
  const length = text.length;
  if (!isAscii(text)) {
    for (let index = 0; index < length; index += 1) mixWord(text.charCodeAt(index), key);
    mixEnd(-1, length, key);
    return;
  }
  let rest = 0;
  for (let index = 0; index < length; index += 1) {
    rest |= text.charCodeAt(index) << ((index & 3) * 8);
    if ((index & 3) !== 3) continue;
    mixWord(rest, key);
    rest = 0;
  }
  mixEnd(rest, length, key);
}

function isAscii(text: string): boolean {
  let all = 0;
  for (let index = 0; index < text.length; index += 1) all |= text.charCodeAt(index);
  return all < 0x80;
}

/** The 32-bit block step of MurmurHash3 (Appleby, public domain), each lane with its own constants. */
function mixWord(word: number, key: KeyHash): void {
  const a = key.a ^ Math.imul(word, 0xcc9e2d51);
  const b = key.b ^ Math.imul(word, 0x1b873593);
  const c = key.c ^ Math.imul(word, 0x38b34ae5);
  key.a = (Math.imul((a << 13) | (a >>> 19), 5) + 0x5bd1e995) | 0;
  key.b = (Math.imul((b << 15) | (b >>> 17), 9) + 0x561ccd1b) | 0;
  key.c = (Math.imul((c << 17) | (c >>> 15), 3) + 0x0bcaa747) | 0;
}

/** What is left of a text, and its length, so that ("ab", "c") and ("a", "bc") differ and an empty text counts too. */
function mixEnd(rest: number, length: number, key: KeyHash): void {
  mixWord(rest, key);
  mixWord(length, key);
}

/** Spreads every lane over all its bits (the finalizer of MurmurHash3). */
function finish(key: KeyHash): KeyHash {
  key.a = spread(key.a);
  key.b = spread(key.b);
  key.c = spread(key.c);
  return key;
}

function spread(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
