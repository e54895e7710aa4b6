import type { PlotColour } from '../plot/plot.ts';

/** Colours of a canvas, read from the design tokens of the theme in force. */
export interface PlotColours {
  readonly lines: Readonly<Record<PlotColour, string>>;
  readonly old: string;
  readonly grid: string;
  readonly axis: string;
  readonly bad: string;
  readonly surface: string;
  /** Pixels of the root's font: 16, on the wall 24. */
  readonly rootPx: number;
}

export const readColours = (element: Element): PlotColours => {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    lines: {
      now: token('--accent'),
      second: token('--series-3'),
      ghost: token('--ghost'),
      1: token('--series-1'),
      2: token('--series-2'),
      3: token('--series-3'),
      4: token('--series-4'),
      5: token('--series-5'),
      6: token('--series-6'),
      other: token('--ghost'),
    },
    old: token('--stale-graphic'),
    grid: token('--grid-line'),
    axis: token('--text-3'),
    bad: token('--bad-graphic'),
    surface: token('--surface'),
    rootPx: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
};
