import { randomUUID } from 'node:crypto';
import { asyncScheduler, interval, Subscription, type SchedulerLike } from 'rxjs';
import type { AlertTransition } from '@tidewatch/contract/alerts';
import type { Dispatcher } from '@tidewatch/core/alerting/dispatcher';
import { RuleEvaluator } from '@tidewatch/core/alerting/evaluation/rule-evaluator';
import type { EvaluatedMark } from '@tidewatch/core/alerting/life-cycle/rule-life';
import { AlertRecords } from '@tidewatch/core/alerting/records/alert-records';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog, LogBatch, OwnedPartition } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { FirstData } from '@tidewatch/core/query/read/first-data';
import { alertPath } from './alert-path.ts';
import { KeptHistory } from './kept-history.ts';
import { OperationsReader } from './operations-reader.ts';
import { WrittenRecords } from './written-records.ts';

/** An owner hears of its partition each second; whoever heard nothing for so long may have lost it, and evaluates nothing. */
const heardMsMax = 3_000;
const commitEveryMs = 60_000;
const markEveryMs = 30_000;
/** What `keepFiring` waits for is told sooner when it changes. */
const lookForMarkEveryMs = 5_000;

/** What a dispatcher may use of the process that leads. */
export type DispatcherParts = Pick<LeadershipParts, 'log' | 'view' | 'firstData' | 'clock' | 'telemetry' | 'onFailure'>;

export interface LeadershipParts {
  readonly log: EventLog;
  readonly view: LiveView;
  readonly firstData: FirstData;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly dispatcher: (parts: DispatcherParts) => Dispatcher;
  /** Told once when leading cannot go on. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

/**
 * One reign: from the moment when this process owns the only partition of the topic `alerts` until it is taken away. It begins when its
 * claim comes back from the topic: what earlier leaders recorded before it is known by then, and what they write after it does not
 * count, so nothing is lost and nothing is said twice.
 */
export class Leadership {
  readonly #partition: OwnedPartition;
  readonly #parts: LeadershipParts;
  readonly #subscriptions = new Subscription();
  readonly #history = new KeptHistory();
  readonly #operations: OperationsReader;
  readonly #records = new AlertRecords();
  readonly #written: WrittenRecords;
  #heardAt: number;
  #evaluated: EvaluatedMark = { at: Number.NEGATIVE_INFINITY, over: {} };
  #marked = { at: Number.NEGATIVE_INFINITY, over: '{}' };
  /** A claim has not come back yet. */
  #isClaiming = false;
  /** False after a silence, until the log has said that the partition is still ours. */
  #isConfirmed = true;
  /** The question whether it is, under way. */
  #confirming: Promise<boolean> | null = null;
  #evaluator: RuleEvaluator | null = null;
  #dispatcher: Dispatcher | null = null;
  #ended = false;
  #beginning: Promise<void> | null = null;

  constructor(partition: OwnedPartition, parts: LeadershipParts) {
    this.#partition = partition;
    this.#parts = parts;
    this.#heardAt = parts.clock.now();
    this.#operations = new OperationsReader(parts.log);
    this.#written = new WrittenRecords(parts.log, randomUUID);
    this.#subscriptions.add(
      partition.batches.subscribe({
        next: (batch) => this.#takeBatch(batch),
        error: (error: unknown) => this.#fail(error),
        complete: () => void this.end(),
      }),
    );
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Whether rules are being evaluated here. */
  get leads(): boolean {
    return (
      !this.#ended &&
      this.#isConfirmed &&
      this.#evaluator !== null &&
      this.#records.leader === this.#written.leader &&
      this.#parts.clock.now() - this.#heardAt <= heardMsMax
    );
  }

  /** Evaluates and sends nothing more. Repeatable. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#subscriptions.unsubscribe();
    this.#operations.stop();
    await this.#beginning;
    await this.#dispatcher?.stop();
    this.#parts.telemetry.gauge('alerter_leads', 0);
  }

  #takeBatch(batch: LogBatch): void {
    this.#confirmAfterSilence();
    try {
      for (const { offset, value } of batch.records) this.#takeRecord(offset, value);
    } catch (error) {
      return this.#fail(error);
    }
    const hasClaimed = this.#written.leader !== null;
    if (!hasClaimed && batch.nextOffset >= batch.end) this.#claim();
    batch.done();
  }

  /** A process that stood still may go on reading a partition that is another's: a commit tells, which the log refuses then. */
  #confirmAfterSilence(): void {
    const now = this.#parts.clock.now();
    if (now - this.#heardAt > heardMsMax) this.#isConfirmed = false;
    this.#heardAt = now;
    // A commit that failed may have failed for another reason: as long as the log hands out the partition, it is asked again.
    if (!this.#isConfirmed && this.#confirming === null) void this.#confirm();
  }

  #takeRecord(offset: number, value: Uint8Array | null): void {
    const record = this.#records.read(value);
    if (record?.kind === 'leader') this.#takeLeader(record.leader);
    else if (record?.kind === 'evaluated') this.#evaluated = { at: record.at, over: record.over ?? {} };
    if (record?.kind !== 'transition' || !this.#history.take(offset, record)) return;
    if (!this.#written.cameBack(record)) this.#evaluator?.learn(record);
    this.#dispatcher?.take(record);
  }

  #claim(): void {
    this.#isClaiming = true;
    this.#written.claim(this.#parts.clock.now()).catch((error: unknown) => this.#fail(error));
  }

  #takeLeader(leader: string): void {
    if (leader === this.#written.leader) {
      this.#isClaiming = false;
      if (this.#beginning === null) this.#beginning = this.#begin();
      else this.#written.writeAgain().catch((error: unknown) => this.#fail(error));
    } else if (this.#written.leader !== null && !this.#isClaiming) {
      // Somebody who lost the partition before he had begun, or we did: whose it is the log knows.
      void this.#claimAgain();
    }
  }

  async #claimAgain(): Promise<void> {
    this.#isConfirmed = false;
    await this.#confirm();
    if (this.#isConfirmed && !this.#ended) this.#claim();
  }

  async #begin(): Promise<void> {
    const { view, firstData, clock, telemetry } = this.#parts;
    try {
      const operations = await this.#operations.start();
      if (this.#ended) return;
      const { transitions } = this.#history;
      const parts = { source: view, store: view.store, firstData, clock, telemetry };
      const evaluator = new RuleEvaluator({ ...parts, history: transitions });
      evaluator.learnEvaluated(this.#evaluated);
      const dispatcher = this.#parts.dispatcher(this.#parts);
      this.#dispatcher = dispatcher;
      await dispatcher.restore({ transitions, operations });
      if (this.#ended) return;
      this.#operations.follow((operation) => dispatcher.operate(operation));
      this.#subscriptions.add(view.changes.subscribe((change) => evaluator.follow(change)));
      this.#evaluator = evaluator;
      this.#subscriptions.add(
        alertPath({
          clock,
          scheduler: this.#parts.scheduler ?? asyncScheduler,
          evaluator,
          leads: () => this.leads,
          record: (transitions: readonly AlertTransition[]) => this.#written.write(transitions),
        }).subscribe({
          next: ({ to }) => telemetry.count('alert_transitions', 1, { to }),
          error: (error: unknown) => this.#fail(error),
        }),
      );
      this.#subscriptions.add(
        interval(commitEveryMs, this.#parts.scheduler ?? asyncScheduler).subscribe(() => void this.#commit()),
      );
      this.#subscriptions.add(
        interval(lookForMarkEveryMs, this.#parts.scheduler ?? asyncScheduler).subscribe(
          () => void this.#mark(evaluator),
        ),
      );
      telemetry.gauge('alerter_leads', 1);
      telemetry.log('info', 'This process evaluates the alert rules.', { transitions: transitions.length });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #confirm(): Promise<void> {
    this.#confirming ??= this.#commit();
    this.#isConfirmed = await this.#confirming;
    this.#confirming = null;
  }

  /** While `for` or `keepFiring` of an alert runs, whoever takes over has to know how far it was seen to hold, or to be over. */
  async #mark({ mark }: RuleEvaluator): Promise<void> {
    if (!this.leads) return;
    const now = this.#parts.clock.now();
    const over = JSON.stringify(mark?.over ?? {});
    const isDue = mark !== null && now - this.#marked.at >= markEveryMs;
    if (!isDue && over === this.#marked.over) return;
    this.#marked = { at: now, over };
    const { at } = mark ?? { at: now };
    await this.#written
      .write([{ v: 1, kind: 'evaluated', at, over: mark?.over ?? {} }])
      .catch((error: unknown) => this.#fail(error));
  }

  /** Says where a next leader may begin to read. False for one that lost the partition. */
  async #commit(): Promise<boolean> {
    const from = this.#history.prune(this.#parts.clock.now());
    return this.#partition.commit(from).then(
      () => true,
      () => false,
    );
  }

  #fail(error: unknown): void {
    if (!this.#ended) this.#parts.onFailure(error);
    void this.end();
  }
}
