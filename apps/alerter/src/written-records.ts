import type { AlertRecord, AlertTransition, LeaderRecord } from '@tidewatch/contract/alerts';
import type { EventLog } from '@tidewatch/core/ports/event-log';

/** Writes to the topic `alerts` in the name of one reign after the other, and knows what has not come back yet. */
export class WrittenRecords {
  readonly #log: Pick<EventLog, 'append'>;
  readonly #newId: () => string;
  readonly #notBack = new Map<string, AlertTransition>();
  #leader: string | null = null;

  /** `newId`: random. */
  constructor(log: Pick<EventLog, 'append'>, newId: () => string) {
    this.#log = log;
    this.#newId = newId;
  }

  /** Name of the newest reign; null before the first. */
  get leader(): string | null {
    return this.#leader;
  }

  /** Begins a reign: from its record on what others write does not count. */
  async claim(now: number): Promise<void> {
    this.#leader = this.#newId();
    const record: LeaderRecord = { v: 1, kind: 'leader', leader: this.#leader, at: now };
    await this.#append([record]);
  }

  async write(records: readonly Exclude<AlertRecord, LeaderRecord>[]): Promise<void> {
    const leader = this.#leader;
    if (leader === null || records.length === 0) return;
    for (const record of records) if (record.kind === 'transition') this.#notBack.set(nameOf(record), record);
    await this.#append(records.map((record) => ({ ...record, leader })));
  }

  /** What was written in an earlier reign and did not count is written again. To be called when the claim has come back. */
  async writeAgain(): Promise<void> {
    await this.write([...this.#notBack.values()]);
  }

  /** Whether a transition that was read was written here. */
  cameBack(transition: AlertTransition): boolean {
    return this.#notBack.delete(nameOf(transition));
  }

  async #append(records: readonly AlertRecord[]): Promise<void> {
    await this.#log.append('alerts', records.map(recordOf));
  }
}

const recordOf = (record: AlertRecord) => ({
  key: record.kind === 'transition' ? record.id : null,
  value: JSON.stringify(record),
  partition: 0,
});

const nameOf = ({ id, sequence }: AlertTransition): string => `${id} ${sequence}`;
