import type { PlotCursor } from './plot-cursor.ts';

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** What a key does on a chart; null where it is not the chart's. Escape with nothing to give up belongs to the page. */
const actionOf = (event: KeyboardEvent, cursor: PlotCursor): (() => void) | null => {
  const by = steps[event.key];
  if (by !== undefined) return () => cursor.step(by, event.shiftKey);
  if (event.key === 'Enter') return () => cursor.enter();
  // A crosshair that only follows the pointer is nothing to give up.
  const marked = cursor.byKey.value && cursor.at.value !== null;
  if (event.key !== 'Escape' || (cursor.brush.value === null && !marked)) return null;
  return () => {
    cursor.cancel();
    cursor.point(null);
  };
};

/** Arrow keys go through the intervals, with Shift they select; Enter zooms or opens; Escape gives up. */
export const pressPlotKey = (event: KeyboardEvent, cursor: PlotCursor): void => {
  const act = event.ctrlKey || event.metaKey || event.altKey ? null : actionOf(event, cursor);
  if (act === null) return;
  event.preventDefault();
  event.stopPropagation();
  act();
};
