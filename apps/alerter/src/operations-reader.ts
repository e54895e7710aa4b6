import { alertOperationKinds, type AlertOperation } from '@tidewatch/contract/alerts';
import { textOfUtf8 } from '@tidewatch/core/decode/utf8';
import { followTopic, type Following } from '@tidewatch/core/live/view/follow-topic';
import type { EventLog } from '@tidewatch/core/ports/event-log';

const kinds: ReadonlySet<unknown> = new Set(alertOperationKinds);

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
        for (const { value } of records) this.#see(parse(value));
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

function parse(value: Uint8Array | null): AlertOperation | null {
  try {
    const record = value === null ? null : (JSON.parse(textOfUtf8(value)) as Partial<AlertOperation> | null);
    return record?.v === 1 && kinds.has(record.kind) && typeof record.operation === 'string'
      ? (record as AlertOperation)
      : null;
  } catch {
    return null;
  }
}
