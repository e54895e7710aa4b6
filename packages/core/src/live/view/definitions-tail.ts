import { BehaviorSubject, type Observable, type SchedulerLike } from 'rxjs';
import type { DefinitionsRecord } from '@tidewatch/contract/catalog/catalog';
import { parseDefinitionsRecord } from '../../definitions/read-definitions.ts';
import type { EventLog, LogRecord } from '../../ports/event-log.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { followTopic, type Following } from './follow-topic.ts';
import { Generations } from './generations.ts';

/** Follows the topic `definitions` from its beginning. A record that cannot be read is left out and told. */
export class DefinitionsTail {
  readonly #log: EventLog;
  readonly #telemetry: Telemetry;
  readonly #current = new BehaviorSubject<Generations>(new Generations([]));
  #records: DefinitionsRecord[] = [];
  #following: Following | null = null;

  constructor(log: EventLog, telemetry: Telemetry) {
    this.#log = log;
    this.#telemetry = telemetry;
  }

  get current(): Generations {
    return this.#current.value;
  }

  /** Everything that the topic said so far, oldest first. */
  get records(): readonly DefinitionsRecord[] {
    return this.#records;
  }

  /** The definitions now and at each change. */
  get changes(): Observable<Generations> {
    return this.#current;
  }

  /** Resolves when everything that the topic held has been read. */
  async start(scheduler?: SchedulerLike): Promise<void> {
    const follower = {
      begin: (): void => {
        this.#records = [];
      },
      take: (records: readonly LogRecord[]): void => this.#take(records),
    };
    this.#following = await followTopic(this.#log, 'definitions', follower, scheduler);
    await this.#following.caughtUp;
  }

  stop(): void {
    this.#following?.stop();
    this.#current.complete();
  }

  #take(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      try {
        this.#records.push(parseDefinitionsRecord(value));
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'a record of the topic definitions cannot be read';
        this.#telemetry.log('error', reason);
      }
    }
    const next = new Generations(this.#records);
    // Read again after a fault, the topic tells again what is known: nothing is in force before all of it is there.
    if (!next.isBehind(this.#current.value)) this.#current.next(next);
  }
}
