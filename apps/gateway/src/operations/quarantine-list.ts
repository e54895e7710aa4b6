import type { QuarantineRecord } from '@tidewatch/contract/operations/quarantine';
import type { OperationRecord, OperationTaker } from './operations-tail.ts';

/** Which metrics lack documents that the metric store refused for good. */
export class QuarantineList implements OperationTaker {
  readonly #metrics = new Set<string>();
  #documents = 0;

  /** Documents that were refused. */
  get documents(): number {
    return this.#documents;
  }

  isHealthy(metric: string): boolean {
    return !this.#metrics.has(metric);
  }

  begin(): void {
    this.#metrics.clear();
    this.#documents = 0;
  }

  /** Learns from a record of the topic `operations`. */
  take(record: OperationRecord): void {
    const { metric, documents } = record as Partial<QuarantineRecord>;
    if (record.kind !== 'quarantine' || typeof metric !== 'string' || typeof documents !== 'number') return;
    this.#metrics.add(metric);
    this.#documents += documents;
  }
}
