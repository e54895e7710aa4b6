import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { operationsTopic, type OperationRecord, type OperationTaker } from './operations-tail.ts';

const kind = 'ingest-position';
const filesMax = 100_000;

/** One record of the topic `operations`: how far a file has been ingested. */
interface IngestPosition {
  readonly v: 1;
  readonly kind: typeof kind;
  readonly fileHash: string;
  readonly position: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** How far each file has been ingested, so that an ingest goes on where it stopped and a second one changes nothing. */
export class IngestLedger implements OperationTaker {
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #positions = new Map<string, number>();

  constructor(log: EventLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** 0 for a file that was never seen. */
  positionOf(fileHash: string): number {
    return this.#positions.get(fileHash) ?? 0;
  }

  /** Resolves when the position is durable. */
  async record(fileHash: string, position: number): Promise<void> {
    const record: IngestPosition = { v: 1, kind, fileHash, position, at: this.#clock.now() };
    await this.#log.append(operationsTopic, [{ key: fileHash, value: JSON.stringify(record), partition: 0 }]);
    this.#set(fileHash, position);
  }

  /** Positions that are known stay: the newest come last again. */
  begin(): void {}

  /** Learns from a record of the topic. */
  take(record: OperationRecord): void {
    const { fileHash, position } = record as Partial<IngestPosition>;
    if (record.kind === kind && typeof fileHash === 'string' && typeof position === 'number')
      this.#set(fileHash, position);
  }

  #set(fileHash: string, position: number): void {
    this.#positions.delete(fileHash);
    this.#positions.set(fileHash, position);
    const [oldest] = this.#positions.keys();
    if (this.#positions.size > filesMax && oldest !== undefined) this.#positions.delete(oldest);
  }
}
