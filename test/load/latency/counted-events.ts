interface SentBatch {
  /** Events sent up to and with this batch. */
  readonly upTo: number;
  readonly events: number;
  readonly sentAt: number;
  readonly isMeasured: boolean;
  acknowledgedAt: number | null;
  seenAt: number | null;
}

/**
 * Matches what was sent with the totals that a client sees: when the total reaches N, the first N events sent count as seen. Events
 * that overtake each other change places in this order, which leaves the mean as it is and the spread nearly so.
 */
export class CountedEvents {
  readonly #now: () => number;
  readonly #batches: SentBatch[] = [];
  #sent = 0;
  #seen = 0;
  #firstUnseen = 0;
  #whenAllSeen: (() => void) | null = null;
  measured = 0;
  /** One entry per measured event, milliseconds. */
  readonly fromSentMs: number[] = [];
  readonly fromAcknowledgedMs: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Call it just before the request is sent. */
  sent(events: number, isMeasured: boolean): { acknowledged(): void } {
    this.#sent += events;
    if (isMeasured) this.measured += events;
    const batch: SentBatch = {
      upTo: this.#sent,
      events,
      sentAt: this.#now(),
      isMeasured,
      acknowledgedAt: null,
      seenAt: null,
    };
    this.#batches.push(batch);
    return {
      acknowledged: () => {
        batch.acknowledgedAt = this.#now();
        this.#settle(batch);
      },
    };
  }

  /** The client's total now. */
  seen(total: number): void {
    this.#seen = total;
    const now = this.#now();
    for (
      let batch = this.#batches[this.#firstUnseen];
      batch !== undefined && batch.upTo <= total;
      batch = this.#batches[this.#firstUnseen]
    ) {
      batch.seenAt = now;
      this.#settle(batch);
      this.#firstUnseen += 1;
    }
    if (total >= this.#sent) this.#whenAllSeen?.();
  }

  /** Resolves when everything sent was seen; rejects after `msMax`. */
  async allSeen(msMax: number): Promise<void> {
    if (this.#seen >= this.#sent) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the client saw ${this.#seen} of ${this.#sent} events`)), msMax);
      this.#whenAllSeen = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (this.#seen > this.#sent) throw new Error(`the client saw ${this.#seen} events, ${this.#sent} were sent`);
  }

  /** An update may come before the answer to the request: then it took no time at all after the append. */
  #settle(batch: SentBatch): void {
    if (!batch.isMeasured || batch.seenAt === null || batch.acknowledgedAt === null) return;
    for (let event = 0; event < batch.events; event += 1) {
      this.fromSentMs.push(batch.seenAt - batch.sentAt);
      this.fromAcknowledgedMs.push(Math.max(0, batch.seenAt - batch.acknowledgedAt));
    }
  }
}
