import type { LiveQuery, LiveUpdate, SubscribeAck } from '@tidewatch/contract/socket';
import type { LiveView } from './live-view.ts';
import { createModel, type SnapshotModel } from './model/snapshot-model.ts';
import { retryDelayMs } from './retry-delay.ts';

/** What a subscription asks of its client. */
export interface SubscriptionHost {
  send(query: LiveQuery, answer: (ack: SubscribeAck | null) => void): void;
  /** The subscription does not use the room any more; others may. */
  release(room: string): void;
  changed(subscription: Subscription): void;
  /** Server clock, epoch ms. */
  now(): number;
  random(): number;
}

/** These will not pass by themselves: the same query is asked again only on the next connection. */
const lastingCodes: ReadonlySet<string> = new Set([
  'bad_request',
  'invalid_parameter',
  'unknown_dimension',
  'zone_needs_finer_grain',
  'stat_not_available',
  'query_too_wide',
  'unknown_metric',
  'unknown_event_type',
]);

/**
 * One query on the live path.
 *
 * | event | effect |
 * | --- | --- |
 * | connection opened | subscribe |
 * | answer with snapshot | live: take snapshot and seq |
 * | answer with problem, or none in time | refused (old data stays when there is any); again after a delay, unless the problem lasts |
 * | update, seq + 1 | apply |
 * | update with snapshot | replace everything |
 * | update with any other seq | a gap: subscribe again, data stays |
 * | connection closed | interrupted; answers still under way are void |
 */
export class Subscription {
  readonly query: LiveQuery;
  room: string | null = null;
  readonly #host: SubscriptionHost;
  readonly #model: SnapshotModel;
  #state: LiveView['state'] = 'waiting';
  #seq = 0;
  #asOf: number | null = null;
  #interruptedAt: number | null = null;
  #problem: LiveView['problem'] = null;
  #ticket = 0;
  #awaitsAnswer = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #ended = false;

  constructor(query: LiveQuery, host: SubscriptionHost) {
    this.query = query;
    this.#host = host;
    this.#model = createModel(query);
  }

  opened(): void {
    this.#failures = 0;
    this.#ask();
  }

  closed(): void {
    this.#forget();
    this.#state = this.#model.empty ? 'waiting' : 'interrupted';
    this.#interruptedAt ??= this.#host.now();
    this.#host.changed(this);
  }

  updated(message: LiveUpdate): void {
    if (this.#awaitsAnswer) return;
    if (message.snapshot !== undefined) this.#model.replace(message.snapshot);
    else if (message.seq !== this.#seq + 1) return this.#again();
    else if (message.changes !== undefined) this.#model.apply(message.changes);
    this.#failures = 0;
    this.#seq = message.seq;
    this.#asOf = message.asOf;
    this.#host.changed(this);
  }

  view(): LiveView {
    return {
      state: this.#state,
      snapshot: this.#model.read(),
      asOf: this.#asOf,
      interruptedAt: this.#interruptedAt,
      problem: this.#problem,
    };
  }

  end(): void {
    const room = this.room;
    this.#ended = true;
    this.#forget();
    if (room !== null) this.#host.release(room);
  }

  #forget(): void {
    this.#ticket += 1;
    this.#awaitsAnswer = false;
    this.room = null;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #ask(): void {
    const ticket = ++this.#ticket;
    this.#awaitsAnswer = true;
    this.#host.send(this.query, (ack) => {
      if (ticket === this.#ticket) this.#answered(ack);
      else if (this.#ended && ack !== null && 'room' in ack) this.#host.release(ack.room);
    });
  }

  #answered(ack: SubscribeAck | null): void {
    this.#awaitsAnswer = false;
    if (ack === null || 'error' in ack) return this.#refused(ack?.error ?? null);
    this.room = ack.room;
    this.#seq = ack.seq;
    this.#asOf = ack.asOf;
    this.#model.replace(ack.snapshot);
    this.#state = 'live';
    this.#interruptedAt = null;
    this.#problem = null;
    this.#host.changed(this);
  }

  #refused(problem: LiveView['problem']): void {
    this.#state = 'refused';
    this.#problem = problem;
    this.#interruptedAt ??= this.#host.now();
    this.room = null;
    this.#host.changed(this);
    if (problem === null || !lastingCodes.has(problem.code)) this.#again();
  }

  /** The first gap is answered at once; after that each attempt waits longer, so that a server that always skips is not flooded. */
  #again(): void {
    if (this.#retry !== null) return;
    const failures = this.#failures;
    this.#failures += 1;
    if (failures === 0 && this.#state === 'live') return this.#ask();
    this.#retry = setTimeout(
      () => {
        this.#retry = null;
        this.#ask();
      },
      retryDelayMs(failures, this.#host.random),
    );
  }
}
