import { TidewatchError } from '@tidewatch/contract/errors';
import type { Report, ReportAcknowledgedRecord, ReportRecord } from '@tidewatch/contract/operations/reports';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { operationsTopic, type OperationRecord, type OperationTaker } from '../operations-tail.ts';

/** Reports that are shown; older ones give way. */
const reportsMax = 200;

/** What processes found about the pipeline and nobody has acknowledged yet. The topic `operations` keeps both, so that a restart changes nothing. */
export class ReportList implements OperationTaker {
  readonly #log: Pick<EventLog, 'append'>;
  readonly #clock: Clock;
  readonly #open = new Map<string, Report>();
  readonly #acknowledged = new Set<string>();

  constructor(log: Pick<EventLog, 'append'>, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Oldest first. */
  get open(): readonly Report[] {
    return [...this.#open.values()];
  }

  /** Resolves when it is durable. Throws `not_found` for a report that is not open. */
  async acknowledge(id: string, by: string): Promise<void> {
    if (!this.#open.has(id))
      throw new TidewatchError('not_found', `There is no report ${JSON.stringify(id)} (any more).`);
    const record: ReportAcknowledgedRecord = { v: 1, kind: 'report-acknowledged', id, by, at: this.#clock.now() };
    await this.#log.append(operationsTopic, [{ key: id, value: JSON.stringify(record), partition: 0 }]);
    this.#close(id);
  }

  begin(): void {
    this.#open.clear();
    this.#acknowledged.clear();
  }

  /** Learns from a record of the topic `operations`. */
  take(record: OperationRecord): void {
    const { report, id } = record as Partial<ReportRecord & Pick<ReportAcknowledgedRecord, 'id'>>;
    if (record.kind === 'report-acknowledged' && typeof id === 'string') this.#close(id);
    if (record.kind !== 'report' || typeof report?.id !== 'string') return;
    if (this.#acknowledged.has(report.id) || this.#open.has(report.id)) return;
    this.#open.set(report.id, report);
    const [oldest] = this.#open.keys();
    if (this.#open.size > reportsMax && oldest !== undefined) this.#open.delete(oldest);
  }

  #close(id: string): void {
    this.#open.delete(id);
    this.#acknowledged.add(id);
  }
}
