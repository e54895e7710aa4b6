import type { Metric } from '@tidewatch/contract/catalog/catalog';
import { otherGroupValue, type PartialCells, type PartialEntry } from '@tidewatch/contract/frames';
import type { MeasureInput } from '@tidewatch/core/measures/measure';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { WorldEvent } from './rollups-world.ts';

/** The cells of one grain of a metric over events, of which the first has the offset `first`. */
export function windowsOf(
  metric: Metric,
  grain: string,
  ms: number,
  events: readonly WorldEvent[],
  first: number,
): readonly PartialCells[] {
  const measure = measureOf(metric);
  const windows = new Map<number, Map<string, { group: readonly string[]; through: number; state: unknown }>>();
  events.forEach((event, index) => {
    const window = Math.floor(event.time / ms) * ms;
    const group =
      metric.by.length === 0
        ? []
        : [event.merchant, event.city, event.merchant === otherGroupValue ? otherGroupValue : 'none'];
    const cells = windows.get(window) ?? new Map();
    const cell = cells.get(JSON.stringify(group)) ?? { group, through: 0, state: measure.empty() };
    cells.set(JSON.stringify(group), {
      group,
      through: first + index,
      state: measure.add(cell.state, inputOf(metric, event)),
    });
    windows.set(window, cells);
  });
  return [...windows].map(([window, cells]) => ({
    metric: metric.metric,
    grain,
    window,
    entries: [...cells.values()].map(({ group, through, state }): PartialEntry => [
      group,
      through,
      measure.encode(state),
    ]),
  }));
}

function inputOf(metric: Metric, event: WorldEvent): MeasureInput {
  if (metric.measure === 'sum') return event.amount;
  return metric.measure === 'distinct' ? `${event.merchant} ${event.amount}` : null;
}
