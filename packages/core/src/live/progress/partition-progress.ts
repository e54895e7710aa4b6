import type { SliceCounters } from '@tidewatch/contract/frames';
import type { PartitionStatus } from '@tidewatch/contract/socket';
import type { SliceProgress } from '../../ports/metric-store.ts';
import { isBefore } from '../memory/slice-point.ts';

const rateWindowMs = 5_000;

interface Sums {
  readonly read: number;
  readonly duplicates: number;
  readonly late: number;
  readonly deadLetters: number;
}

const nothing: Sums = { read: 0, duplicates: 0, late: 0, deadLetters: 0 };

/** What the owner of one input partition last reported, and what this view added up since it booted. */
export class PartitionProgress {
  #newest: SliceProgress;
  #heardAt: number | null;
  #earlier: Sums = nothing;
  #rateFrom: { at: number; read: number } | null = null;
  #rate = 0;

  /** `heardAt`: when a frame told it; null for progress read from the store. */
  constructor(progress: SliceProgress, heardAt: number | null) {
    this.#newest = progress;
    this.#heardAt = heardAt;
  }

  get newest(): SliceProgress {
    return this.#newest;
  }

  /** Receiver's clock at the last frame. */
  get heardAt(): number | null {
    return this.#heardAt;
  }

  /** Takes newer progress; what lies behind the newest is of an owner that lost the partition, and says nothing. */
  take(progress: SliceProgress, heardAt: number | null): void {
    const before = this.#newest;
    if (isBefore(progress, before) || (!isBefore(before, progress) && progress.through < before.through)) return;
    if (isBefore(before, progress)) this.#earlier = added(this.#earlier, sumsOf(before.counters));
    this.#newest = { ...progress, asOf: Math.max(before.asOf, progress.asOf) };
    if (heardAt === null) return;
    this.#heardAt = heardAt;
    this.#measureRate(heardAt);
  }

  status(): Omit<PartitionStatus, 'gap'> {
    const { topic, partition, generation, slice, through, end, asOf, counters } = this.#newest;
    const sums = added(this.#earlier, sumsOf(counters));
    return {
      topic,
      partition,
      generation,
      slice,
      through,
      end,
      lagRecords: Math.max(0, end - through - 1),
      ratePerSecond: Math.round(this.#rate * 10) / 10,
      asOf,
      ...sums,
    };
  }

  #measureRate(now: number): void {
    const read = this.#earlier.read + this.#newest.counters.read;
    if (this.#rateFrom === null || read < this.#rateFrom.read) {
      this.#rateFrom = { at: now, read };
      return;
    }
    const elapsedMs = now - this.#rateFrom.at;
    if (elapsedMs < rateWindowMs / 5) return;
    const rate = ((read - this.#rateFrom.read) * 1000) / elapsedMs;
    const weight = Math.min(1, elapsedMs / rateWindowMs);
    this.#rate = this.#rate * (1 - weight) + rate * weight;
    this.#rateFrom = { at: now, read };
  }
}

function sumsOf(counters: SliceCounters): Sums {
  return {
    read: counters.read,
    duplicates: counters.duplicate,
    late: counters.late,
    deadLetters: counters.dead + counters.deadEvents,
  };
}

function added(left: Sums, right: Sums): Sums {
  return {
    read: left.read + right.read,
    duplicates: left.duplicates + right.duplicates,
    late: left.late + right.late,
    deadLetters: left.deadLetters + right.deadLetters,
  };
}
