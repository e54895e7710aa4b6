import { asyncScheduler, interval, Subscription, type SchedulerLike } from 'rxjs';
import type { AlertTransition, EvaluatedRecord } from '@tidewatch/contract/alerts';
import type { Dispatcher } from '@tidewatch/core/alerting/dispatcher';
import { RuleEvaluator } from '@tidewatch/core/alerting/evaluation/rule-evaluator';
import { parseEvaluated, parseTransition } from '@tidewatch/core/alerting/rules/parse-transition';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog, LogBatch, OwnedPartition } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { FirstData } from '@tidewatch/core/query/read/first-data';
import { alertPath } from './alert-path.ts';
import { KeptHistory } from './kept-history.ts';
import { OperationsReader } from './operations-reader.ts';

/** An owner hears of its partition each second; whoever heard nothing for so long may have lost it, and evaluates nothing. */
const heardMsMax = 3_000;
const commitEveryMs = 60_000;
const markEveryMs = 30_000;

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
 * One reign: from the moment when this process owns the only partition of the topic `alerts` until it is taken away. What earlier
 * leaders recorded is read first, so nothing is lost and nothing is said twice.
 */
export class Leadership {
  readonly #partition: OwnedPartition;
  readonly #parts: LeadershipParts;
  readonly #subscriptions = new Subscription();
  readonly #history = new KeptHistory();
  readonly #operations: OperationsReader;
  readonly #own = new Set<string>();
  #heardAt: number;
  #evaluatedAt = Number.NEGATIVE_INFINITY;
  /** False after a silence, until the log has said that the partition is still ours. */
  #isConfirmed = true;
  #evaluator: RuleEvaluator | null = null;
  #dispatcher: Dispatcher | null = null;
  #ended = false;
  #beginning: Promise<void> | null = null;

  constructor(partition: OwnedPartition, parts: LeadershipParts) {
    this.#partition = partition;
    this.#parts = parts;
    this.#heardAt = parts.clock.now();
    this.#operations = new OperationsReader(parts.log);
    this.#subscriptions.add(
      partition.batches.subscribe({
        next: (batch) => this.#takeBatch(batch),
        error: (error: unknown) => this.#fail(error),
        complete: () => void this.end(),
      }),
    );
  }

  /** Whether rules are being evaluated here. */
  get leads(): boolean {
    return (
      !this.#ended &&
      this.#isConfirmed &&
      this.#evaluator !== null &&
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
    if (this.#beginning === null && batch.nextOffset >= batch.end) this.#beginning = this.#begin();
    batch.done();
  }

  /** A process that stood still may go on reading a partition that is another's: a commit tells, which the log refuses then. */
  #confirmAfterSilence(): void {
    const now = this.#parts.clock.now();
    const wasSilent = now - this.#heardAt > heardMsMax;
    this.#heardAt = now;
    if (!wasSilent || !this.#isConfirmed) return;
    this.#isConfirmed = false;
    void this.#confirm();
  }

  #takeRecord(offset: number, value: Uint8Array | null): void {
    const evaluatedAt = parseEvaluated(value);
    if (evaluatedAt !== null) this.#evaluatedAt = Math.max(this.#evaluatedAt, evaluatedAt);
    const transition = parseTransition(value);
    if (transition === null || !this.#history.take(offset, transition)) return;
    if (this.#own.delete(nameOf(transition)) || this.#beginning === null) return;
    // Of a leader before that did not know yet that it no longer leads.
    this.#evaluator?.learn(transition);
    this.#dispatcher?.take(transition);
  }

  async #begin(): Promise<void> {
    const { view, firstData, clock, telemetry, log } = this.#parts;
    try {
      const operations = await this.#operations.start();
      if (this.#ended) return;
      const { transitions } = this.#history;
      const parts = { source: view, store: view.store, firstData, clock, telemetry };
      const evaluator = new RuleEvaluator({ ...parts, history: transitions });
      evaluator.learnEvaluated(this.#evaluatedAt);
      const dispatcher = this.#parts.dispatcher(this.#parts);
      this.#dispatcher = dispatcher;
      await dispatcher.restore({ transitions, operations });
      if (this.#ended) return;
      this.#operations.follow((operation) => dispatcher.operate(operation));
      this.#subscriptions.add(view.changes.subscribe((change) => evaluator.follow(change)));
      // What strangers wrote while it began is in the history by now.
      for (const transition of this.#history.transitions) evaluator.learn(transition);
      this.#evaluator = evaluator;
      this.#subscriptions.add(
        alertPath({
          log,
          clock,
          scheduler: this.#parts.scheduler ?? asyncScheduler,
          evaluator,
          dispatcher,
          leads: () => this.leads,
          onWriting: (transition) => this.#own.add(nameOf(transition)),
        }).subscribe({
          next: ({ to }) => telemetry.count('alert_transitions', 1, { to }),
          error: (error: unknown) => this.#fail(error),
        }),
      );
      this.#subscriptions.add(
        interval(commitEveryMs, this.#parts.scheduler ?? asyncScheduler).subscribe(() => void this.#commit()),
      );
      this.#subscriptions.add(
        interval(markEveryMs, this.#parts.scheduler ?? asyncScheduler).subscribe(() => void this.#mark(evaluator)),
      );
      telemetry.gauge('alerter_leads', 1);
      telemetry.log('info', 'This process evaluates the alert rules.', { transitions: transitions.length });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #confirm(): Promise<void> {
    this.#isConfirmed = await this.#commit();
  }

  /** While something is pending, whoever takes over has to know how far it was seen to hold. */
  async #mark({ pendingAt }: RuleEvaluator): Promise<void> {
    if (pendingAt === null || !this.leads) return;
    const record: EvaluatedRecord = { v: 1, kind: 'evaluated', at: pendingAt };
    await this.#parts.log
      .append('alerts', [{ key: null, value: JSON.stringify(record), partition: 0 }])
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

const nameOf = ({ id, sequence }: AlertTransition): string => `${id} ${sequence}`;
