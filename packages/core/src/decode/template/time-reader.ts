import { parseTime } from '../time/parse-time.ts';
import type { Literal, Scan } from './scan.ts';
import { literalOf } from './scan.ts';

const dayLength = '2026-11-21T'.length;
const zulu = 0x5a;
const point = 0x2e;
const colon = 0x3a;

/** Reads times of the usual forms, `…T09:16:22Z` and `…T09:16:22.123Z`, from their bytes; the day is remembered. */
export class TimeReader {
  readonly #scan: Scan;
  #day: Literal = literalOf(new Uint8Array());
  #dayMs = 0;

  constructor(scan: Scan) {
    this.#scan = scan;
  }

  /** Epoch ms of the time at bytes[start, end), exactly as `parseTime` gives it. */
  at(start: number, end: number): number {
    const quick = this.#dayMs !== 0 && this.#scan.has(this.#day, start) ? this.#usual(start + dayLength, end) : -1;
    if (quick >= 0) return this.#dayMs + quick;
    const text = this.#scan.ascii(start, end);
    const ms = parseTime(text);
    if (text.endsWith('Z') && ms > 0 && text[10] === 'T') {
      this.#day = literalOf(this.#scan.bytes.subarray(start, start + dayLength));
      this.#dayMs = ms - (ms % 86_400_000);
      // A leap second at the end of a day counts to the next one.
      if (text.startsWith('23:59:60', dayLength)) this.#dayMs = 0;
    }
    return ms;
  }

  /** Ms since midnight of `hh:mm:ssZ` or `hh:mm:ss.fffZ`, -1 for any other form. */
  #usual(at: number, end: number): number {
    const { bytes } = this.#scan;
    const length = end - at;
    if ((length !== 9 && length !== 13) || bytes[end - 1] !== zulu) return -1;
    if (bytes[at + 2] !== colon || bytes[at + 5] !== colon) return -1;
    const hours = this.#digits(at, 2);
    const minutes = this.#digits(at + 3, 2);
    const seconds = this.#digits(at + 6, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return -1;
    const wholeMs = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    if (length === 9) return wholeMs;
    const ms = bytes[at + 8] === point ? this.#digits(at + 9, 3) : -1;
    return ms < 0 ? -1 : wholeMs + ms;
  }

  #digits(at: number, count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) {
      const digit = (this.#scan.bytes[at + index] as number) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }
}
