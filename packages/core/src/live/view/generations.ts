import type { Catalog, DefinitionsRecord, Metric } from '@tidewatch/contract/catalog/catalog';
import type { SliceIdentity } from '@tidewatch/contract/frames';
import { definitionsOf, readableSlices, type Definitions } from '../../definitions/generations.ts';
import { inputTopics } from '../../definitions/topics.ts';
import type { SliceRange } from '../../ports/metric-store.ts';
import { isBefore, type SlicePoint } from '../memory/slice-point.ts';

export interface FinestGrain {
  readonly grain: string;
  readonly ms: number;
}

type Owner = Omit<SliceIdentity, 'generation'>;

/** The definitions at one moment: which generation counts for which slice (I9), and what it folds. */
export class Generations {
  readonly #definitions: Definitions;
  readonly #finest: readonly ReadonlyMap<string, FinestGrain>[];
  readonly #ranges = new Map<string, readonly SliceRange[]>();

  constructor(records: readonly DefinitionsRecord[]) {
    this.#definitions = definitionsOf(records);
    this.#finest = this.#definitions.generations.map(({ catalog }) => new Map(catalog.metrics.flatMap(finestOf)));
  }

  /** Whether slices have other owners than before: a generation came into force or an epoch was raised. Views then boot again. */
  differFrom(before: Generations): boolean {
    return (
      this.#definitions.raises !== before.#definitions.raises ||
      caughtUp(this.#definitions) !== caughtUp(before.#definitions)
    );
  }

  /** Knows less than another reading of the same topic. */
  isBehind(other: Generations): boolean {
    const [own, others] = [this.#definitions, other.#definitions];
    return (
      own.generations.length < others.generations.length ||
      own.raises < others.raises ||
      (own.inForce?.number ?? 0) < (others.inForce?.number ?? 0)
    );
  }

  /** Number of the generation in force; null before the first. */
  get newest(): number | null {
    return this.#definitions.inForce?.number ?? null;
  }

  /** Catalog of the generation in force; null before the first. */
  get catalog(): Catalog | null {
    return this.#definitions.inForce?.catalog ?? null;
  }

  /** Input topics of the generation in force. */
  get topics(): readonly string[] {
    return this.catalog === null ? [] : inputTopics(this.catalog);
  }

  catalogOf(generation: number): Catalog | null {
    return this.#definitions.generations[generation - 1]?.catalog ?? null;
  }

  /** The grain that views hold in memory of a metric. */
  finestGrain(generation: number, metric: string): FinestGrain | null {
    return this.#finest[generation - 1]?.get(metric) ?? null;
  }

  /** The generation that counts for a slice; null when none does. */
  ownerOf({ topic, epoch, partition, slice }: Owner): number | null {
    const ranges = this.#rangesOf(topic, partition);
    return (
      ranges.find((range) => range.epoch === epoch && range.from <= slice && slice < range.below)?.generation ?? null
    );
  }

  /** The slices of one partition that a store read takes: those before the horizon, or all. */
  rangesBelow(topic: string, partition: number, horizon: SlicePoint | null): readonly SliceRange[] {
    const ranges = this.#rangesOf(topic, partition);
    if (horizon === null) return ranges;
    return ranges.flatMap((range) => {
      if (!isBefore({ epoch: range.epoch, slice: range.from }, horizon)) return [];
      return range.epoch === horizon.epoch ? [{ ...range, below: Math.min(range.below, horizon.slice) }] : [range];
    });
  }

  /** First slice of the run of slices with one owner that a slice belongs to. */
  runOf({ topic, epoch, partition, slice }: Owner): SlicePoint {
    const run = this.#rangesOf(topic, partition).find(
      (range) => range.epoch === epoch && range.from <= slice && slice < range.below,
    );
    return { epoch, slice: run?.from ?? slice };
  }

  /** The slices from a horizon on. */
  rangesFrom(topic: string, partition: number, horizon: SlicePoint): readonly SliceRange[] {
    return this.#rangesOf(topic, partition).flatMap((range) => {
      if (range.epoch < horizon.epoch) return [];
      const from = range.epoch === horizon.epoch ? Math.max(range.from, horizon.slice) : range.from;
      return from < range.below ? [{ ...range, from }] : [];
    });
  }

  #rangesOf(topic: string, partition: number): readonly SliceRange[] {
    const key = `${partition} ${topic}`;
    let ranges = this.#ranges.get(key);
    if (ranges === undefined) {
      ranges = readableSlices(this.#definitions, topic, partition);
      this.#ranges.set(key, ranges);
    }
    return ranges;
  }
}

function caughtUp({ generations }: Definitions): string {
  return generations.flatMap((generation) => (generation.caughtUp ? [generation.number] : [])).join(' ');
}

function finestOf({ metric, grains: [finest] }: Metric): readonly (readonly [string, FinestGrain])[] {
  return finest === undefined ? [] : [[metric, finest]];
}
