import { retry, Subject, Subscription, type Observable } from 'rxjs';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { createDecoder } from '../../../decode/create-decoder.ts';
import { inputTopics } from '../../../definitions/topics.ts';
import type { EventLog, LogBatch } from '../../../ports/event-log.ts';
import type { IndexedEvent } from '../../../ports/metric-store.ts';
import type { Telemetry } from '../../../ports/telemetry.ts';

/** Newest events that are kept, to bridge the store's delay. */
const keptEventsMax = 5_000;
/** How far before the end of a partition the feed begins at most. */
const startBackOffsetsMax = 2_000;
/** A feed that is further behind skips to the end: it shows the newest events, the store has all. */
const behindOffsetsMax = 50_000;
/** What comes twice after a fault is shown once: rooms know what they have shown. */
const retryMs = 1_000;

/** The newest usable events of all input topics, decoded as the processor does. Runs while somebody watches. */
export class EventFeed {
  readonly #log: EventLog;
  readonly #telemetry: Telemetry;
  readonly #events = new Subject<readonly IndexedEvent[]>();
  #tails: Subscription[] = [];
  #kept: IndexedEvent[] = [];
  #running = false;

  constructor(log: EventLog, telemetry: Telemetry) {
    this.#log = log;
    this.#telemetry = telemetry;
  }

  get events(): Observable<readonly IndexedEvent[]> {
    return this.#events;
  }

  /** Newest events so far, in the order in which they were read. */
  get kept(): readonly IndexedEvent[] {
    return this.#kept;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Begins a little before the end, so that store and feed leave no gap while the indexer keeps up. */
  async start(catalog: Catalog): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (const topic of inputTopics(catalog)) await this.#startTopic(catalog, topic);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    for (const tail of this.#tails) tail.unsubscribe();
    this.#tails = [];
    this.#kept = [];
    this.#running = false;
  }

  async #startTopic(catalog: Catalog, topic: string): Promise<void> {
    const offsets = await this.#log.offsets(topic);
    const starts = new Map(
      offsets.map(({ partition, begin, end }) => [partition, Math.max(begin, end - startBackOffsetsMax)]),
    );
    this.#tail(catalog, topic, starts);
  }

  #tail(catalog: Catalog, topic: string, starts: ReadonlyMap<number, number>): void {
    const decode = createDecoder(catalog, topic);
    const tail = new Subscription();
    this.#tails.push(tail);
    const batches = this.#log.tail(topic, starts).pipe(retry({ delay: retryMs }));
    tail.add(
      batches.subscribe((batch) => {
        if (batch.end - batch.nextOffset > behindOffsetsMax) {
          tail.unsubscribe();
          void this.#skip(catalog, topic);
          return;
        }
        this.#take(batch, decode);
        batch.done();
      }),
    );
  }

  async #skip(catalog: Catalog, topic: string): Promise<void> {
    this.#telemetry.count('event_feed_skips', 1, { topic });
    try {
      const offsets = await this.#log.offsets(topic);
      if (this.#running) this.#tail(catalog, topic, new Map(offsets.map(({ partition, end }) => [partition, end])));
    } catch {
      this.#telemetry.log(
        'warn',
        'the event feed stopped: the log does not answer; it begins again with the next watcher',
      );
      this.stop();
    }
  }

  #take(batch: LogBatch, decode: ReturnType<typeof createDecoder>): void {
    const { topic, partition } = batch;
    const events = batch.records.flatMap((record) => {
      const { events: decoded, offset, appendTime } = decode(record);
      return decoded.map((event): IndexedEvent => ({ topic, partition, offset, appendTime, event }));
    });
    if (events.length === 0) return;
    this.#kept.push(...events);
    if (this.#kept.length > keptEventsMax * 2) this.#kept = this.#kept.slice(-keptEventsMax);
    this.#events.next(events);
  }
}
