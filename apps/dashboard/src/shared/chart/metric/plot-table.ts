import type { PanelTable } from '../../table/panel-table.ts';
import { plotStarts, type Plot } from '../plot/plot.ts';

/** The chart as a table, newest interval first: one column for each line. What the compared line says of times to come is left out. */
export const plotTable = (plot: Plot, time: string, unit: string | null): PanelTable => {
  const values = plot.lines.map(({ points }) => new Map(points.map(({ x, y }) => [x, Number.isNaN(y) ? null : y])));
  const { unfinished } = plot;
  const starts = plotStarts(plot);
  const all = unfinished === null || starts.includes(unfinished.x) ? starts : [...starts, unfinished.x];
  const isOwn = (index: number) => plot.lines[index]?.colour !== 'ghost';
  const newest = all.findLast(
    (start) =>
      start === unfinished?.x || values.some((known, index) => isOwn(index) && (known.get(start) ?? null) !== null),
  );
  const passed = newest === undefined ? all : all.filter((start) => start <= newest);
  const rows = passed
    .toSorted((one, other) => other - one)
    .map((start) => [
      start,
      ...values.map(
        (known, index) => known.get(start) ?? (index === 0 && start === unfinished?.x ? unfinished.y : null),
      ),
    ]);
  return {
    columns: [
      { title: time, kind: 'time' },
      ...plot.lines.map(({ name }) => ({ title: name, kind: 'number' as const, unit })),
    ],
    rows,
  };
};
