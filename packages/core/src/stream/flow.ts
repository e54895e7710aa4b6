/**
 * Back-pressure between folding and publishing of one partition. Publications wait in order; while `inFlightMax` of them are
 * not durable yet, no further batch is asked for and no tick is taken.
 */
export class Flow {
  readonly #inFlightMax: number;
  #inFlight = 0;
  #waiting: (() => void)[] = [];

  constructor(inFlightMax = 2) {
    this.#inFlightMax = inFlightMax;
  }

  get idle(): boolean {
    return this.#inFlight === 0;
  }

  begin(): void {
    this.#inFlight += 1;
  }

  end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight >= this.#inFlightMax) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }

  /** Runs at once, or as soon as fewer than `inFlightMax` publications are under way. */
  whenOpen(run: () => void): void {
    if (this.#inFlight < this.#inFlightMax) run();
    else this.#waiting.push(run);
  }
}
