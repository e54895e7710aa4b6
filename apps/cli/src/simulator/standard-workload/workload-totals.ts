const minuteMs = 60_000;

/** Count and sum of one (minute, merchant, type). `amount` is in major units. */
export interface WorkloadCell {
  /** Epoch milliseconds. */
  readonly minute: number;
  readonly merchant: number;
  readonly type: number;
  readonly count: number;
  readonly amount: number;
}

interface MinuteTotals {
  readonly counts: Uint32Array;
  readonly amounts: Float64Array;
}

/** What a workload adds up to, in plain arrays: the ledger that the result of a benchmark is compared with. */
export class WorkloadTotals {
  readonly #merchants: number;
  readonly #types: number;
  readonly #minutes = new Map<number, MinuteTotals>();
  #events = 0;
  #amount = 0;

  constructor(merchants: number, types: number) {
    this.#merchants = merchants;
    this.#types = types;
  }

  /** Distinct events. */
  get events(): number {
    return this.#events;
  }

  get amount(): number {
    return this.#amount;
  }

  /** Counts one event; `time` is epoch milliseconds. */
  add(time: number, merchant: number, type: number, amount: number): void {
    const { counts, amounts } = this.#minute(Math.floor(time / minuteMs) * minuteMs);
    const place = merchant * this.#types + type;
    counts[place]! += 1;
    amounts[place]! += amount;
    this.#events += 1;
    this.#amount += amount;
  }

  /** Every cell that any event touched. */
  *cells(): Iterable<WorkloadCell> {
    for (const [minute, { counts, amounts }] of this.#minutes) {
      for (let place = 0; place < counts.length; place += 1) {
        const count = counts[place]!;
        if (count === 0) continue;
        yield {
          minute,
          merchant: Math.floor(place / this.#types),
          type: place % this.#types,
          count,
          amount: amounts[place]!,
        };
      }
    }
  }

  #minute(minute: number): MinuteTotals {
    const known = this.#minutes.get(minute);
    if (known !== undefined) return known;
    const places = this.#merchants * this.#types;
    const made = { counts: new Uint32Array(places), amounts: new Float64Array(places) };
    this.#minutes.set(minute, made);
    return made;
  }
}
