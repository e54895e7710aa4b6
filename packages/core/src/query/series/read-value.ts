import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { Measure } from '../../measures/measure.ts';
import type { MeasureState } from '../../ports/metric-store.ts';
import type { SeriesPlan } from '../plan/series-plan.ts';

/** What is known of the time of a value beside its states. */
export interface ValueFacts {
  /** The time lies between the metric's first window and as-of: nothing there means none. */
  readonly healthy: boolean;
  /** Per input: the group may be hidden in `(other)`, so that its absence says nothing. */
  readonly hidden: readonly boolean[];
}

const zeroMeasures: ReadonlySet<Metric['measure']> = new Set(['count', 'sum', 'distinct']);

/** The number for people. Null: no data yet, nothing to take an average of, x/0, or hidden in `(other)`. */
export function readValue(
  plan: SeriesPlan,
  measures: readonly Measure[],
  states: readonly (MeasureState | undefined)[] | undefined,
  facts: ValueFacts,
): number | null {
  if (!facts.healthy && (states === undefined || states.every((state) => state === undefined))) return null;
  const values = plan.inputs.map((metric, input) => {
    const state = states?.[input];
    if (state !== undefined) return (measures[input] as Measure).read(state, plan.quantile);
    if (plan.evaluate !== null && facts.hidden[input] === true) return null;
    return zeroMeasures.has(metric.measure) ? 0 : null;
  });
  return plan.evaluate === null ? (values[0] ?? null) : plan.evaluate(values);
}
