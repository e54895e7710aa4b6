import { filter, firstValueFrom } from 'rxjs';
import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError, type ProblemCode } from '@tidewatch/contract/errors';
import type { EventItem } from '@tidewatch/contract/events';
import type { CaseAct, CaseAnswer, CaseRecord, CaseState, Person } from '@tidewatch/contract/operations/cases';
import type { CaseBook } from '@tidewatch/core/cases/case-book';
import { outcomesOf } from '@tidewatch/core/cases/case-terms';
import { judge, type CaseVerdict } from '@tidewatch/core/cases/fold-case';
import { didYouMean } from '@tidewatch/core/expressions/nearest-name';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { logUnavailable } from '../../doors/log-unavailable.ts';
import { withinTime } from '../../ingest/within-time.ts';
import { operationsTopic } from '../operations-tail.ts';

const writeMsMax = 15_000;
/** Writes that may wait for the log at once. */
const waitingMax = 500;

export interface CaseDeskParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly book: CaseBook;
  readonly catalog: () => Catalog;
  /** Throws `unknown_event` for an event that is not there or not the caller's to see. */
  readonly find: (key: string, access: Access) => Promise<EventItem>;
}

/** One act that somebody asks for. */
export type CaseRequest = CaseAct & { readonly request: string; readonly by: Person };

/** What came of it: the case as it is after it, and why nothing was done. */
export interface CaseResult extends CaseAnswer {
  readonly refusal: { readonly code: ProblemCode; readonly detail: string } | null;
}

/** Takes what people do about events: writes it to the log, and answers with what the log made of it. */
export class CaseDesk {
  readonly #parts: CaseDeskParts;
  #waiting = 0;

  constructor(parts: CaseDeskParts) {
    this.#parts = parts;
  }

  async look(key: string, access: Access): Promise<CaseAnswer> {
    const event = await this.#parts.find(key, access);
    return { event, case: this.#parts.book.of(key) };
  }

  /**
   * Resolves when the log has it and this process has read it there. Safe to repeat with the same request. Throws `unknown_event`,
   * `invalid_parameter` for an outcome that the catalog does not have, `too_many_requests`, `log_unavailable`.
   */
  async act(key: string, request: CaseRequest, access: Access): Promise<CaseResult> {
    const { book } = this.#parts;
    const event = await this.#parts.find(key, access);
    this.#checkOutcome(event.type, request);
    const record: CaseRecord = { v: 1, kind: 'case', ...request, at: this.#parts.clock.now(), event: caseEvent(event) };
    const known = book.verdict(key, request.request);
    // What is refused already need not be written; whoever comes first in the log decides the rest.
    const verdict = known ?? this.#refusedNow(key, record) ?? (await this.#write(key, record));
    const state = book.of(key);
    return { event, case: state, refusal: refusalOf(verdict, state) };
  }

  #checkOutcome(type: string, request: CaseRequest): void {
    if (request.act !== 'outcome' || request.outcome === null) return;
    const names = outcomesOf(this.#parts.catalog(), type);
    if (names.includes(request.outcome)) return;
    const hint = didYouMean(request.outcome, names) || `; there are ${names.join(', ')}`;
    throw new TidewatchError('invalid_parameter', `${type} has no outcome ${JSON.stringify(request.outcome)}${hint}`);
  }

  #refusedNow(key: string, record: CaseRecord): CaseVerdict | null {
    const verdict = judge(this.#parts.book.of(key), record);
    return verdict === 'done' ? null : verdict;
  }

  async #write(key: string, record: CaseRecord): Promise<CaseVerdict> {
    if (this.#waiting >= waitingMax)
      throw new TidewatchError('too_many_requests', 'Too many writes wait for the log; try again in a second.', {
        retry: true,
      });
    this.#waiting++;
    try {
      await withinTime(this.#appendAndRead(record), writeMsMax, logUnavailable);
    } finally {
      this.#waiting--;
    }
    return this.#parts.book.verdict(key, record.request) ?? 'full';
  }

  async #appendAndRead(record: CaseRecord): Promise<void> {
    const { log, book } = this.#parts;
    const value = JSON.stringify(record);
    const offset = (await log.append(operationsTopic, [{ key: record.event.key, value, partition: 0 }])).get(0) ?? 0;
    if (book.through < offset) await firstValueFrom(book.reads.pipe(filter((read) => read >= offset)));
  }
}

function caseEvent({ key, source, id, type, time }: EventItem): CaseRecord['event'] {
  return { key, source, id, type, time: Date.parse(time) };
}

function refusalOf(verdict: CaseVerdict, state: CaseState | null): CaseResult['refusal'] {
  if (verdict === 'done') return null;
  const holder = state?.claim?.by.name;
  if (verdict === 'taken')
    return {
      code: 'case_taken',
      detail: holder === undefined ? 'Somebody else had it first.' : `${holder} has it already.`,
    };
  if (verdict === 'changed')
    return { code: 'case_changed', detail: 'The case has changed since; look at it again and decide anew.' };
  return { code: 'case_full', detail: 'This case takes no more entries.' };
}
