import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { Average } from '../../measures/average.ts';
import type { MeasureState } from '../../ports/metric-store.ts';
import type { DdSketch } from '../../sketches/dd-sketch.ts';

/**
 * How many events stand behind the states of a group: of the input with most of them, so that of a rate it is the base. Null where no
 * input's measure knows.
 */
export function eventsBehind(
  inputs: readonly Pick<Metric, 'measure'>[],
  states: readonly (MeasureState | undefined)[] | undefined,
): number | null {
  let most: number | null = null;
  inputs.forEach((metric, input) => {
    const events = eventsOf(metric, states?.[input]);
    if (events !== null && (most === null || events > most)) most = events;
  });
  return most;
}

function eventsOf({ measure }: Pick<Metric, 'measure'>, state: MeasureState | undefined): number | null {
  if (measure === 'count') return state === undefined ? 0 : Number(state);
  if (measure === 'avg') return state === undefined ? 0 : (state as Average).count;
  if (measure === 'quantiles') return state === undefined ? 0 : (state as DdSketch).count;
  return null;
}
