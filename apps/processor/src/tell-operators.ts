import { TidewatchError } from '@tidewatch/contract';
import type { GapReport, Report, ReportRecord, SupersededReport } from '@tidewatch/contract/operations/reports';
import { sha256 } from '@tidewatch/core/hashing/sha256';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';

const idLetters = 16;

/** What a processor finds that a person has to know: once to its own log, and to the topic `operations`, where it outlives all processes. */
export class Operators {
  readonly #log: Pick<EventLog, 'append'>;
  readonly #telemetry: Telemetry;
  readonly #now: () => number;
  readonly #told = new Set<string>();

  constructor(log: Pick<EventLog, 'append'>, telemetry: Telemetry, now: () => number) {
    this.#log = log;
    this.#telemetry = telemetry;
    this.#now = now;
  }

  gap(found: Omit<GapReport, 'id' | 'at' | 'code'>): void {
    const { topic, epoch, partition, from, below } = found;
    // Not the generation: two that are folded at once find the same.
    const id = idOf('gap', [topic, epoch, partition, from, below]);
    const isNew = this.#tell({ id, at: this.#now(), code: 'gap', ...found });
    if (!isNew) return;
    this.#telemetry.count('gaps', 1, { topic });
    const message = 'The log no longer held records that were to be read; they are not counted.';
    this.#telemetry.log('error', message, { topic, partition, from, below });
  }

  superseded(found: Omit<SupersededReport, 'id' | 'at' | 'code'>): void {
    const { process, generation } = found;
    const isNew = this.#tell({
      id: idOf('catalog_superseded', [process, generation]),
      at: this.#now(),
      code: 'catalog_superseded',
      ...found,
    });
    if (!isNew) return;
    this.#telemetry.log(
      'warn',
      'Other definitions were written after those of this process and count instead of them; it folds those. Give it the same catalog, or raise processor.revision to go back to its own on purpose.',
      { code: 'catalog_superseded', generation },
    );
  }

  /** The cause may quote a server: what it said stands in the log of the process alone. */
  generationFailed(found: { readonly process: string; readonly generation: number }, cause: unknown): void {
    const why = cause instanceof Error ? cause.message : 'unknown fault';
    const message = `A generation cannot be folded and does not come into force: ${why}`;
    this.#telemetry.log('error', message, { generation: found.generation });
    const id = idOf('generation_failed', [found.process, found.generation]);
    const reason = cause instanceof TidewatchError ? cause.message : 'the log of the process says why.';
    this.#tell({ id, at: this.#now(), code: 'generation_failed', reason, ...found });
  }

  #tell(report: Report): boolean {
    if (this.#told.has(report.id)) return false;
    this.#told.add(report.id);
    const record: ReportRecord = { v: 1, kind: 'report', report };
    const records = [{ key: report.id, value: JSON.stringify(record), partition: 0 }];
    // The log retries by itself; it rejects only when it is closed.
    this.#log.append('operations', records).catch(() => undefined);
    return true;
  }
}

function idOf(code: string, parts: readonly unknown[]): string {
  return sha256(JSON.stringify([code, ...parts])).slice(0, idLetters);
}
