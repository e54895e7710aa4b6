import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { Screen } from '../../panel/screen.ts';
import { intervalAt, plotStarts, type Interval, type Plot } from '../plot/plot.ts';
import { selectionOf, steppedTo } from './selection.ts';

export interface PlotCursorInput {
  readonly plot: () => Plot;
  readonly screen: Screen;
  /** Opens what was counted in an interval. */
  readonly open: (interval: Interval) => void;
}

/** Which interval of a chart is looked at, and which are selected. Moments are epoch ms. */
export interface PlotCursor {
  /** The interval that the pointer or the keyboard is on. */
  readonly at: ComputedRef<Interval | null>;
  /** The keyboard put it there. */
  readonly byKey: ShallowRef<boolean>;
  /** Whole intervals that are being selected. */
  readonly brush: ShallowRef<Interval | null>;
  /** Where a selection begins. */
  readonly anchorMs: ShallowRef<number | null>;
  intervalOf(moment: number): Interval | null;
  point(moment: number | null, byKey?: boolean): void;
  select(moment: number): void;
  cancel(): void;
  /** Zooms into the selection, or opens the interval. */
  enter(): void;
  /** Goes on by some intervals, and takes the selection along. */
  step(by: number, selecting: boolean): void;
}

/** The cursor moves the crosshair of all charts of its screen. */
export const createPlotCursor = ({ plot, screen, open }: PlotCursorInput): PlotCursor => {
  const atMs = shallowRef<number | null>(null);
  const byKey = shallowRef(false);
  const brush = shallowRef<Interval | null>(null);
  const anchorMs = shallowRef<number | null>(null);
  const starts = computed(() => plotStarts(plot()));
  const intervalOf = (moment: number) => intervalAt(starts.value, plot().stepMs, moment);
  const at = computed(() => (atMs.value === null ? null : intervalOf(atMs.value)));

  const point: PlotCursor['point'] = (moment, key = false) => {
    atMs.value = moment;
    byKey.value = key;
    screen.crosshairMs.value = at.value?.fromMs ?? null;
  };
  const select = (moment: number) => {
    brush.value = anchorMs.value === null ? null : selectionOf(starts.value, plot(), anchorMs.value, moment);
  };
  const cancel = () => {
    brush.value = null;
    anchorMs.value = null;
  };
  const enter = () => {
    const range = brush.value;
    if (range === null) {
      if (at.value !== null) open(at.value);
      return;
    }
    cancel();
    screen.zoom(range.fromMs, range.toMs);
  };
  const step = (by: number, selecting: boolean) => {
    const { stepMs, nowMs, toMs } = plot();
    const before = at.value?.fromMs ?? null;
    const next = steppedTo(starts.value, stepMs, before, by, nowMs ?? toMs);
    if (next === null) return;
    if (selecting) anchorMs.value ??= before ?? next.fromMs;
    else cancel();
    point(next.fromMs, true);
    if (selecting) select(next.fromMs);
  };
  return { at, byKey, brush, anchorMs, intervalOf, point, select, cancel, enter, step };
};
