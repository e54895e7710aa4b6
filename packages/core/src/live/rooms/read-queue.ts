/** Runs reads a few at a time, in order, so that many rooms that read at once leave the store and the event loop to others. */
export class ReadQueue {
  readonly #readsMax: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(readsMax: number) {
    this.#readsMax = readsMax;
  }

  run = async <Result>(read: () => Promise<Result>): Promise<Result> => {
    if (this.#running >= this.#readsMax) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await read();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  };
}
