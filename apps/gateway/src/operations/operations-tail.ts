import { followTopic, type Following } from '@tidewatch/core/live/view/follow-topic';
import { jsonObject } from '@tidewatch/core/log/json-object';
import type { EventLog } from '@tidewatch/core/ports/event-log';

export const operationsTopic = 'operations';

/** A record of the topic `operations` of any kind, as far as it was checked. */
export type OperationRecord = Readonly<Record<string, unknown>> & { readonly v: 1; readonly kind: string };

/** Something that learns from the topic `operations`. */
export interface OperationTaker {
  /** The topic is read from its beginning, perhaps again after a fault. */
  begin(): void;
  take(record: OperationRecord, offset: number): void;
}

/** Reads the topic `operations` from its beginning and goes on following it, since other processes write to it too. */
export class OperationsTail {
  readonly #log: EventLog;
  readonly #takers: readonly OperationTaker[];
  #following: Following | null = null;

  constructor(log: EventLog, takers: readonly OperationTaker[]) {
    this.#log = log;
    this.#takers = takers;
  }

  /** Resolves when everything that the topic held has been read. */
  async start(): Promise<void> {
    this.#following = await followTopic(this.#log, operationsTopic, {
      begin: () => {
        for (const taker of this.#takers) taker.begin();
      },
      take: (records) => {
        for (const { value, offset } of records) this.#take(value, offset);
      },
    });
    await this.#following.caughtUp;
  }

  stop(): void {
    this.#following?.stop();
  }

  #take(value: Uint8Array | null, offset: number): void {
    const record = jsonObject(value);
    if (record?.['v'] !== 1 || typeof record['kind'] !== 'string') return;
    for (const taker of this.#takers) taker.take(record as OperationRecord, offset);
  }
}
