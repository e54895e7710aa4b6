import type { Point } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import type { LiveView } from '../../../../shared/live/live-view.ts';
import { fillWindow, type SeriesWindow } from '../../../../shared/series/fill-window.ts';

/**
 * The value of a rule's rolling window at each cell: what the window holds that ends with the cell, as the rule sees it. Only for
 * measures that add up. Null where no cell of the window has a value.
 */
export const rollingPoints = (cells: readonly Point[], cellsPerWindow: number): Point[] => {
  let sum = 0;
  let known = 0;
  return cells.map(([at, value], index): Point => {
    const [, left = null] = cells[index - cellsPerWindow] ?? [];
    if (left !== null) {
      sum -= left;
      known -= 1;
    }
    if (value !== null) {
      sum += value;
      known += 1;
    }
    return [at, known === 0 ? null : sum];
  });
};

/** The answer of a metric by cells, as the rolling values of windows of `overMs`. The window MUST begin `overMs` before what is shown. */
export const rollingView = (
  view: LiveView<SeriesSnapshot>,
  overMs: number,
  window: SeriesWindow,
): LiveView<SeriesSnapshot> => {
  const series = view.snapshot?.answer.series[0];
  if (view.snapshot === null || series === undefined) return view;
  const points = rollingPoints(fillWindow(series.points, window), Math.round(overMs / window.stepMs));
  return {
    ...view,
    snapshot: { ...view.snapshot, answer: { ...view.snapshot.answer, series: [{ ...series, points }] } },
  };
};
