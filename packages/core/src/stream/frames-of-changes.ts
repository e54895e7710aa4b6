import { Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import type { DeadLetter } from '@tidewatch/contract';
import { encodeFrames } from '../fold/encode-frames.ts';
import type { MetricCells } from '../fold/metric-cells.ts';
import type { Flow } from './flow.ts';
import type { FoldedSlice, PartitionIdentity } from './fold-into-partials.ts';

/** What has to be durable, in this order, before the offset may be committed. */
export interface Publication {
  readonly deadLetters: readonly DeadLetter[];
  /** JSON texts of one frame. */
  readonly frames: readonly string[];
  /** Next offset of the input partition. */
  readonly commit: number;
  /** The slice ended: nothing of it will be published again. */
  readonly sealed: boolean;
}

export interface TickRules {
  readonly scheduler: SchedulerLike;
  readonly flow: Flow;
  readonly tickMsMin: number;
  readonly tickMsMax: number;
  readonly cellsPerSecond: number;
  /** A partition further behind than this publishes at slice ends and every `behindTickMs`. */
  readonly behindMs: number;
  readonly behindTickMs: number;
  readonly coarseTickMs: number;
  readonly idleTickMs: number;
}

/** The rules of DESIGN §3.4. */
export const defaultTicks: Omit<TickRules, 'scheduler' | 'flow'> = {
  tickMsMin: 200,
  tickMsMax: 1_000,
  cellsPerSecond: 25_000,
  behindMs: 5_000,
  behindTickMs: 5_000,
  coarseTickMs: 5_000,
  idleTickMs: 1_000,
};

const deadLettersMax = 500;

/**
 * Publishes the changed cells of one slice: at ticks while it is open, and all that is left when it ends. An idle owner sends an
 * empty frame each second. Nothing is published below `publishFrom`, nor when the partition is taken away.
 */
export function framesOfChanges(
  identity: PartitionIdentity,
  rules: TickRules,
): OperatorFunction<FoldedSlice, Publication> {
  return (slices) =>
    new Observable<Publication>((subscriber) => {
      const publisher = new Publisher(identity, rules, (publication) => subscriber.next(publication));
      const subscription = slices.subscribe({
        next: (folded) => publisher.take(folded),
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          publisher.close();
          subscriber.complete();
        },
      });
      return () => {
        subscription.unsubscribe();
        publisher.stop();
      };
    });
}

class Publisher {
  readonly #identity: PartitionIdentity;
  readonly #rules: TickRules;
  readonly #emit: (publication: Publication) => void;
  #folded: FoldedSlice | null = null;
  #timer: Subscription | null = null;
  #publishedAt = Number.NEGATIVE_INFINITY;
  #coarseAt: number;
  #publishedThrough: number | null = null;

  constructor(identity: PartitionIdentity, rules: TickRules, emit: (publication: Publication) => void) {
    this.#identity = identity;
    this.#rules = rules;
    this.#emit = emit;
    this.#coarseAt = rules.scheduler.now();
  }

  take(folded: FoldedSlice): void {
    this.#folded = folded;
    if (folded.deadLetters.length >= deadLettersMax && folded.nextOffset >= folded.slice.publishFrom)
      this.#publish(false);
    else this.#publishWhenDue();
    this.#rules.flow.whenOpen(folded.done);
  }

  close(): void {
    this.stop();
    if (this.#folded?.slice.state() === 'ended') this.#publish(true);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = null;
  }

  #publishWhenDue(): void {
    this.stop();
    const folded = this.#folded;
    if (folded === null || folded.nextOffset < folded.slice.publishFrom || asOf(folded) === null) return;
    const { flow, scheduler, tickMsMin } = this.#rules;
    let waitMs = this.#dueAt(folded) - scheduler.now();
    if (waitMs <= 0 && flow.idle) {
      this.#publish(false);
      waitMs = this.#dueAt(folded) - scheduler.now();
    }
    this.#timer = scheduler.schedule(() => this.#publishWhenDue(), flow.idle ? waitMs : Math.max(waitMs, tickMsMin));
  }

  /** On a grid of the clock, so that all partitions tick together and views follow them without a wait of their own. */
  #dueAt(folded: FoldedSlice): number {
    const { tickMsMin } = this.#rules;
    return Math.ceil((this.#publishedAt + this.#tickMs(folded) - tickMsMin / 2) / tickMsMin) * tickMsMin;
  }

  #tickMs(folded: FoldedSlice): number {
    const rules = this.#rules;
    if (this.#publishedThrough === folded.through) return rules.idleTickMs;
    if (rules.scheduler.now() - asOf(folded)! > rules.behindMs) return rules.behindTickMs;
    return Math.min(rules.tickMsMax, Math.max(rules.tickMsMin, (1000 * changedFine(folded)) / rules.cellsPerSecond));
  }

  #publish(sealed: boolean): void {
    const folded = this.#folded!;
    const now = this.#rules.scheduler.now();
    const coarse = sealed || now - this.#coarseAt >= this.#rules.coarseTickMs;
    const deadLetters = folded.deadLetters;
    folded.deadLetters = [];
    const frames = encodeFrames({ ...this.#identity, slice: folded.slice.first }, this.#changed(folded, coarse), {
      through: folded.through,
      end: Math.max(folded.end, folded.nextOffset),
      asOf: asOf(folded) ?? 0,
      counters: { ...folded.fold.counters },
      ...(folded.slice.gap === null ? {} : { gap: folded.slice.gap }),
    });
    this.#publishedAt = now;
    if (coarse) this.#coarseAt = now;
    this.#publishedThrough = folded.through;
    this.#rules.flow.begin();
    this.#emit({ deadLetters, frames, commit: folded.nextOffset, sealed });
  }

  #changed(folded: FoldedSlice, coarse: boolean): readonly MetricCells[] {
    return folded.fold.cells.flatMap((grains) =>
      grains.filter((cells, place) => (place === 0 || coarse) && cells.changedCount > 0),
    );
  }
}

/** The time up to which the partition is complete (I8); null before it can be told. */
function asOf(folded: FoldedSlice): number | null {
  return folded.nextOffset >= folded.end ? folded.endAskedAt : folded.lastAppendTime;
}

function changedFine(folded: FoldedSlice): number {
  let changed = 0;
  for (const grains of folded.fold.cells) changed += grains[0]?.changedCount ?? 0;
  return changed;
}
