import type { Io } from '../io.ts';

const barCells = 24;
const drawEveryMs = 100;
const lineEveryMs = 5_000;

/** How far a long piece of work is. Drawn as a bar on a terminal, written as a line every five seconds elsewhere. */
export class Progress {
  readonly #io: Io;
  readonly #unit: string;
  readonly #now: () => number;
  readonly #startedAt: number;
  #shownAt: number;
  #drawn = false;

  /** `unit` says what is counted, as in "events". `now` is milliseconds of any clock. */
  constructor(io: Io, unit: string, now: () => number = () => performance.now()) {
    this.#io = io;
    this.#unit = unit;
    this.#now = now;
    this.#startedAt = now();
    this.#shownAt = this.#startedAt;
  }

  /** `share` is 0 … 1; `count` is what was done so far. */
  update(share: number, count: number): void {
    const now = this.#now();
    if (now - this.#shownAt < (this.#io.isTTY ? drawEveryMs : lineEveryMs)) return;
    this.#shownAt = now;
    this.#write(Math.min(1, share), count);
  }

  /** Writes a line for people above the bar. */
  say(line: string): void {
    this.#io.stderr.write(`${this.#erased()}${line}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    this.#io.stderr.write(this.#erased());
  }

  /** Counted a second since the start. */
  rate(count: number): number {
    const seconds = (this.#now() - this.#startedAt) / 1000;
    return seconds > 0 ? count / seconds : 0;
  }

  #write(share: number, count: number): void {
    const text = `${Math.floor(share * 100)} %  ${whole(count)} ${this.#unit}  ${whole(this.rate(count))}/s`;
    if (!this.#io.isTTY) {
      this.#io.stderr.write(`${text}\n`);
      return;
    }
    const filled = Math.round(share * barCells);
    this.#io.stderr.write(`\r\u001B[2K${'█'.repeat(filled)}${'░'.repeat(barCells - filled)} ${text}`);
    this.#drawn = true;
  }

  #erased(): string {
    if (!this.#drawn) return '';
    this.#drawn = false;
    return '\r\u001B[2K';
  }
}

/** A count for people: 27,004. */
export function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
