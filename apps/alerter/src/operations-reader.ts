import type { AlertOperation } from '@tidewatch/contract/alerts';
import { alertOperationSchema } from '@tidewatch/contract/operations/alert-operations';
import { followTopic, type Following } from '@tidewatch/core/live/view/follow-topic';
import { jsonObject } from '@tidewatch/core/log/json-object';
import type { EventLog } from '@tidewatch/core/ports/event-log';

/** What people did with alerts: first what the topic `operations` holds, then each as it comes, once. */
export class OperationsReader {
  readonly #log: EventLog;
  readonly #seen = new Set<string>();
  #following: Following | null = null;
  #held: AlertOperation[] = [];
  #take: ((operation: AlertOperation) => void) | null = null;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Resolves with what the topic held. */
  async start(): Promise<readonly AlertOperation[]> {
    this.#following = await followTopic(this.#log, 'operations', {
      begin: () => undefined,
      take: (records) => {
        for (const { value } of records) this.#see(alertOperationSchema.safeParse(jsonObject(value)).data ?? null);
      },
    });
    await this.#following.caughtUp;
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /** Gives everything that comes after what `start` resolved with. */
  follow(take: (operation: AlertOperation) => void): void {
    this.#take = take;
    for (const operation of this.#held.splice(0)) take(operation);
  }

  stop(): void {
    this.#following?.stop();
  }

  #see(operation: AlertOperation | null): void {
    if (operation === null || this.#seen.has(operation.operation)) return;
    this.#seen.add(operation.operation);
    if (this.#take === null) this.#held.push(operation);
    else this.#take(operation);
  }
}
