import { TidewatchError } from '@tidewatch/contract/errors';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { AppendOptions, NewRecord } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { inTransaction } from '../database/in-transaction.ts';
import type { LogDatabase, LogTopic } from './log-database.ts';
import type { CommitJob, Transaction, WriteJob } from './plan-transaction.ts';
import { TransactionPlanner } from './plan-transaction.ts';

/** Appends within this time share a transaction. */
const groupCommitMs = 2;
const retryMsMin = 100;
const retryMsMax = 5_000;
/** A batch of fewer bytes is packed together with its neighbours later. */
export const smallBatchBytes = 64 * 1024;

/**
 * Writes appends and commits in the order in which they come, many in one transaction. A transaction that fails (a full disk) is
 * tried again without limit and nothing overtakes it.
 */
export class WriteQueue {
  readonly #database: LogDatabase;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #committed: (commit: CommitJob) => void;
  readonly #planner = new TransactionPlanner();
  readonly #waiting: WriteJob[] = [];
  #failed: Transaction | null = null;
  #retryMs = 0;
  #timer: NodeJS.Timeout | NodeJS.Immediate | null = null;
  #isClosed = false;
  #writtenAt = 0;
  #whenIdle: (() => void)[] = [];

  constructor(database: LogDatabase, clock: Clock, telemetry: Telemetry, committed: (commit: CommitJob) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#telemetry = telemetry;
    this.#committed = committed;
  }

  append(
    topic: LogTopic,
    records: readonly NewRecord[],
    { mayRefuse = false }: AppendOptions = {},
  ): Promise<ReadonlyMap<number, number>> {
    return new Promise((resolve, reject) => {
      if (mayRefuse && this.#isStuck) reject(stuckError());
      else this.#add({ kind: 'append', topic, records, mayRefuse, taken: 0, last: new Map(), resolve, reject });
    });
  }

  commit(place: Pick<CommitJob, 'group' | 'topic' | 'partition' | 'offset' | 'isRefused'>): Promise<void> {
    return new Promise((resolve, reject) => this.#add({ kind: 'commit', ...place, resolve, reject }));
  }

  /** Takes nothing more and resolves when all that was taken is written; what cannot be written at the moment is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null && this.#failed === null)
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    if (this.#failed === null) return;
    clearTimeout(this.#timer as NodeJS.Timeout);
    for (const job of [...this.#failed.finished, ...this.#failed.commits, ...this.#waiting]) job.reject(closedError());
  }

  #add(job: WriteJob): void {
    if (this.#isClosed) return job.reject(closedError());
    this.#waiting.push(job);
    if (this.#timer !== null) return;
    const restMs = groupCommitMs - (performance.now() - this.#writtenAt);
    this.#timer = restMs <= 0 ? setImmediate(() => this.#write()) : setTimeout(() => this.#write(), restMs);
  }

  #write(): void {
    const transaction = this.#failed ?? this.#planner.plan(this.#waiting, this.#clock.now());
    const accepted = transaction.commits.filter((commit) => !commit.isRefused());
    try {
      inTransaction(this.#database.database, () => {
        for (const { part, row } of transaction.rows) this.#database.insert(part, row);
        for (const { group, topic, partition, offset } of accepted)
          this.#database.commit(group, topic, partition, offset);
      });
    } catch (error) {
      this.#retryLater(transaction, error);
      return;
    }
    this.#failed = null;
    this.#retryMs = 0;
    this.#acknowledge(transaction, accepted);
    this.#writtenAt = performance.now();
    this.#timer = this.#waiting.length > 0 ? setImmediate(() => this.#write()) : null;
    if (this.#timer === null) for (const resolve of this.#whenIdle) resolve();
  }

  #acknowledge({ rows, finished, commits }: Transaction, accepted: readonly CommitJob[]): void {
    for (const { part, row, plain } of rows) {
      this.#database.keep(part, plain);
      part.end = row.base + row.count;
      if (row.rawBytes < smallBatchBytes) part.smallBatches++;
    }
    for (const { part } of rows) for (const wake of part.wakers) wake();
    for (const job of finished) job.resolve(job.last);
    for (const commit of accepted) {
      this.#committed(commit);
      commit.resolve();
    }
    for (const { group, topic, partition, isRefused, reject } of commits) {
      if (!isRefused()) continue;
      reject(new TidewatchError('not_owner', `${topic}/${partition} belongs to another member of group ${group} now.`));
    }
  }

  /** The same transaction failed twice: more than a passing disturbance. */
  get #isStuck(): boolean {
    return this.#retryMs > retryMsMin;
  }

  #retryLater(transaction: Transaction, error: unknown): void {
    this.#failed = transaction;
    this.#retryMs = Math.min(retryMsMax, Math.max(retryMsMin, this.#retryMs * 2));
    this.#timer = setTimeout(() => this.#write(), this.#retryMs);
    this.#telemetry.count('log_write_failures', 1);
    const reason = error instanceof Error ? error.message : 'unknown';
    this.#telemetry.log('error', 'the embedded log cannot be written; trying again', {
      reason,
      retryMs: this.#retryMs,
    });
    if (this.#isStuck) this.#refuse(transaction);
    for (const resolve of this.#whenIdle) resolve();
  }

  /** Sends away who may be; records that have their offsets already, or of which some have, are written all the same. */
  #refuse({ finished }: Transaction): void {
    for (const job of [...finished, ...this.#waiting])
      if (job.kind === 'append' && job.mayRefuse) job.reject(stuckError());
    const kept = this.#waiting.filter((job) => job.kind === 'commit' || !job.mayRefuse || job.taken > 0);
    this.#waiting.splice(0, this.#waiting.length, ...kept);
  }
}

const stuckError = (): TidewatchError =>
  new TidewatchError(
    'log_unavailable',
    'The event log cannot be written at the moment; the disk may be full. Try again later: doing it twice is safe.',
    { retry: true },
  );

export const closedError = (): TidewatchError => new TidewatchError('log_unavailable', 'The log is closed.');
