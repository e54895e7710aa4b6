/** Colours of a canvas, read from the design tokens of the theme in force. */
export interface ChartColours {
  readonly line: string;
  readonly second: string;
  readonly old: string;
  readonly ghost: string;
  readonly grid: string;
  readonly axis: string;
  readonly target: string;
  readonly raised: string;
  readonly border: string;
  readonly text: string;
}

export const readColours = (element: Element): ChartColours => {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: token('--accent'),
    second: token('--series-3'),
    old: token('--stale-graphic'),
    ghost: token('--ghost'),
    grid: token('--grid-line'),
    axis: token('--text-3'),
    target: token('--text-3'),
    raised: token('--raised'),
    border: token('--border'),
    text: token('--text'),
  };
};
