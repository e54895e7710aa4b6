import type { Scan } from './scan.ts';

/** Places of a cache; a power of two. A text has four of them, so that some thousand merchants do not push each other out. */
const places = 16_384;
const placesOfText = 4;
/** Longer texts hardly repeat. */
const lengthMax = 48;
const wordsMax = lengthMax / 4;
const shortTextsMax = 4096;

/**
 * Texts that were seen before, so that a value which repeats (a merchant, a city) is one string with its hash known.
 * Texts are their own strings, never slices that would keep a whole record alive.
 */
export class TextCache {
  readonly #scan: Scan;
  readonly #texts: string[] = Array.from({ length: places }, () => '');
  /** The texts again, as words to compare with. */
  readonly #words = new Int32Array(places * wordsMax);
  readonly #shortTexts = new Map<number, string>();

  constructor(scan: Scan) {
    this.#scan = scan;
  }

  /** The text of bytes[start, end) of the scan, all ASCII. */
  text(start: number, end: number): string {
    const length = end - start;
    if (length < 4) return this.#short(start, length);
    if (length > lengthMax) return this.#scan.ascii(start, end);
    const first = this.#placeOf(start, length);
    let free = first;
    for (let turn = 0; turn < placesOfText; turn++) {
      const place = first ^ turn;
      if (this.#isAt(place, start, length)) return this.#texts[place] as string;
      if (this.#texts[place] === '' && this.#texts[free] !== '') free = place;
    }
    return this.#put(free, start, length);
  }

  /** Texts of less than a word have a table of their own, by their bytes. */
  #short(start: number, length: number): string {
    const key = this.#scan.word(start) & ((1 << (8 * length)) - 1);
    let text = this.#shortTexts.get(key);
    if (text !== undefined) return text;
    text = this.#scan.ascii(start, start + length);
    if (this.#shortTexts.size < shortTextsMax) this.#shortTexts.set(key, text);
    return text;
  }

  /** The words of a text: whole ones, then the last four bytes. Only evenness matters: a wrong guess is seen by comparing. */
  #placeOf(start: number, length: number): number {
    let hash = length;
    for (let at = 0; at + 4 < length; at += 4) hash = mixed(hash ^ this.#scan.word(start + at));
    hash = mixed(hash ^ this.#scan.word(start + length - 4));
    return (hash ^ (hash >>> 15)) & (places - 1);
  }

  #isAt(place: number, start: number, length: number): boolean {
    if ((this.#texts[place] as string).length !== length) return false;
    let word = place * wordsMax;
    for (let at = 0; at + 4 < length; at += 4) if (this.#words[word++] !== this.#scan.word(start + at)) return false;
    return this.#words[word] === this.#scan.word(start + length - 4);
  }

  #put(place: number, start: number, length: number): string {
    let word = place * wordsMax;
    for (let at = 0; at + 4 < length; at += 4) this.#words[word++] = this.#scan.word(start + at);
    this.#words[word] = this.#scan.word(start + length - 4);
    const text = this.#scan.ascii(start, start + length);
    this.#texts[place] = text;
    return text;
  }
}

/** One round of MurmurHash3's block mixing (Appleby 2011). */
function mixed(block: number): number {
  const spread = Math.imul(block, 0xcc9e2d51);
  return Math.imul((spread << 15) | (spread >>> 17), 0x1b873593);
}
