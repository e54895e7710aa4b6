/** One point: start of its interval (epoch ms) and value; `y` is NaN where the line breaks. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

/** now: the line of today, in the accent · second: a lower quantile · ghost: what is compared with · 1–6: a series colour · other: the rest. */
export type PlotColour = 'now' | 'second' | 'ghost' | 1 | 2 | 3 | 4 | 5 | 6 | 'other';

export interface PlotLine {
  readonly name: string;
  readonly colour: PlotColour;
  readonly points: readonly PlotPoint[];
}

/** A level across the plot with its label: a target (dashed) or a threshold (solid, red beyond it). */
export interface PlotLevel {
  readonly kind: 'target' | 'threshold';
  readonly value: number;
  readonly label: string;
}

/** A time in which something held, as an alert's firing. `toMs` null: still. */
export interface PlotBand {
  readonly fromMs: number;
  readonly toMs: number | null;
  /** Not yet firing: hatched. */
  readonly pending: boolean;
  readonly label: string;
}

/** A chart, decided: lines or stacked bars over time. Words and formats come beside it. */
export interface Plot {
  readonly kind: 'lines' | 'bars';
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Lines: the first is on top. Bars: the first is at the bottom. */
  readonly lines: readonly PlotLine[];
  readonly levels: readonly PlotLevel[];
  readonly bands: readonly PlotBand[];
  /** Beyond the threshold is wrong: above it, or below it where more is good. */
  readonly wrongSide: 'above' | 'below';
  /** The interval that is still filling, with its value so far. */
  readonly unfinished: PlotPoint | null;
  /** Newest finished value of the first line, where the plot ends in the present. */
  readonly newest: PlotPoint | null;
  /** The present, where the axis goes on beyond it. */
  readonly nowMs: number | null;
  readonly wholeNumbers: boolean;
  /** Distance of the lines of the value axis; undefined leaves it to the chart. */
  readonly axisStep: number | undefined;
}

/** Texts of a plot in the language, zone and unit of its metric. */
export interface PlotSpeech {
  readonly tick: (epochMs: number) => string;
  readonly ticks: readonly number[];
  /** `13:50 to 13:55 WIB`. */
  readonly interval: (fromMs: number, toMs: number) => string;
  /** Short, for the axis. */
  readonly axisValue: (value: number) => string;
  readonly value: (value: number) => string;
  /** The chart in a sentence. */
  readonly summary: string;
  readonly unfinished: string;
  readonly reading: (value: string) => string;
}

/** Starts of all intervals of a plot, ascending. */
export const plotStarts = ({ lines }: Pick<Plot, 'lines'>): readonly number[] =>
  [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((one, other) => one - other);

export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The interval that holds a moment; null before the first. */
export const intervalAt = (starts: readonly number[], stepMs: number, epochMs: number): Interval | null => {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= epochMs) low = middle + 1;
    else high = middle;
  }
  const start = starts[low - 1];
  if (start === undefined || epochMs >= start + stepMs) return null;
  return { fromMs: start, toMs: Math.min(start + stepMs, starts[low] ?? Infinity) };
};

/** Value of a line in the interval that begins at `startMs`; null for none. */
export const valueAt = ({ points }: PlotLine, startMs: number): number | null => {
  const point = points.find(({ x }) => x === startMs);
  return point === undefined || Number.isNaN(point.y) ? null : point.y;
};
