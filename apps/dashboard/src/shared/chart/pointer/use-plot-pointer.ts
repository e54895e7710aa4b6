import { isInside, msAt, type PlotGeometry } from '../plot/plot-geometry.ts';
import { createPlotCursor, type PlotCursor, type PlotCursorInput } from './plot-cursor.ts';
import { pressPlotKey } from './plot-keys.ts';

export interface PlotPointerInput extends PlotCursorInput {
  readonly geometry: () => PlotGeometry | null;
}

export interface PlotPointer extends Pick<PlotCursor, 'at' | 'byKey' | 'brush'> {
  down(event: PointerEvent): void;
  move(event: PointerEvent): void;
  up(event: PointerEvent): void;
  leave(): void;
  cancel(): void;
  key(event: KeyboardEvent): void;
}

/** A press that moves less than this is a click. */
const dragFromPx = 6;

/**
 * Pointer and keyboard on a chart. Hover or arrow keys move the crosshair of all charts; a click or Enter opens the events of the
 * interval; a drag, a click with Shift after another, or Shift with the arrows and Enter zooms all charts.
 */
export const usePlotPointer = ({ geometry, ...input }: PlotPointerInput): PlotPointer => {
  const cursor = createPlotCursor(input);
  const { at, byKey, brush, anchorMs } = cursor;
  let pressedX: number | null = null;

  const momentOf = (event: PointerEvent): number | null => {
    const area = geometry();
    const box = (event.currentTarget as Element | null)?.getBoundingClientRect();
    if (area === null || box === undefined) return null;
    const x = event.clientX - box.left;
    return isInside(area, x) || pressedX !== null ? msAt(area, x) : null;
  };
  const cancel = () => {
    cursor.cancel();
    pressedX = null;
  };
  const down = (event: PointerEvent) => {
    const moment = momentOf(event);
    if (moment === null || event.button !== 0 || event.pointerType === 'touch') return;
    pressedX = event.clientX;
    if (event.shiftKey && anchorMs.value !== null) return cursor.select(moment);
    anchorMs.value = moment;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const moment = momentOf(event);
    cursor.point(moment);
    if (pressedX === null || moment === null) return;
    if (brush.value !== null || Math.abs(event.clientX - pressedX) >= dragFromPx) cursor.select(moment);
  };
  const up = (event: PointerEvent) => {
    const moment = momentOf(event);
    const touched = event.pointerType === 'touch';
    if (pressedX === null && !touched) return;
    pressedX = null;
    if (brush.value !== null) return cursor.enter();
    const interval = moment === null ? null : cursor.intervalOf(moment);
    // A finger looks first: the second tap on the same interval opens it.
    const seen = !touched || interval?.fromMs === at.value?.fromMs;
    cursor.point(moment);
    if (interval !== null && seen && !event.shiftKey) cursor.enter();
  };
  const leave = () => {
    if (pressedX === null) cursor.point(null);
  };
  return { at, byKey, brush, down, move, up, leave, cancel, key: (event) => pressPlotKey(event, cursor) };
};
