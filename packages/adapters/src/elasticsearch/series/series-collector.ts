import type { EncodedState, Group } from '@tidewatch/contract';
import { groupKey } from '@tidewatch/core/fold/group-key';
import type { Measure } from '@tidewatch/core/measures/measure';
import type { MeasureState, StoreSeries } from '@tidewatch/core/ports/metric-store';

/** Merges states by group and bucket as they come in. Groups are known by the keys of their values. */
export class SeriesCollector {
  readonly #measure: Measure;
  readonly #buckets: number;
  readonly #groups = new Map<
    string,
    { readonly keys: readonly string[]; readonly states: (MeasureState | undefined)[] }
  >();

  constructor(measure: Measure, buckets: number) {
    this.#measure = measure;
    this.#buckets = buckets;
  }

  /** The states of one group by bucket, to be filled by `add`. */
  statesOf(keys: readonly string[]): (MeasureState | undefined)[] {
    const text = groupKey(keys);
    const known = this.#groups.get(text);
    if (known !== undefined) return known.states;
    const states = new Array<MeasureState | undefined>(this.#buckets).fill(undefined);
    this.#groups.set(text, { keys, states });
    return states;
  }

  add(states: (MeasureState | undefined)[], bucket: number, encoded: EncodedState): void {
    const state = this.#measure.decode(encoded);
    const held = states[bucket];
    states[bucket] = held === undefined ? state : this.#measure.merge(held, state);
  }

  /** Keys of all groups. */
  keys(): readonly string[] {
    return [...this.#groups.values()].flatMap(({ keys }) => keys);
  }

  series(valueOf: (key: string) => string): StoreSeries[] {
    return [...this.#groups.values()].map(({ keys, states }) => ({ group: keys.map(valueOf) as Group, states }));
  }
}
