export interface RowsInput {
  readonly count: number;
  /** Pixels. */
  readonly rowPx: number;
  readonly scrollPx: number;
  readonly heightPx: number;
}

export interface VisibleRows {
  readonly first: number;
  /** Not included. */
  readonly end: number;
  /** Height of all rows, and of those above `first`, in pixels. */
  readonly allPx: number;
  readonly abovePx: number;
}

const spare = 6;

/** The rows of a long list that are worth drawing: those in sight and a few on either side. */
export const visibleRows = ({ count, rowPx, scrollPx, heightPx }: RowsInput): VisibleRows => {
  const first = Math.max(0, Math.min(Math.floor(scrollPx / rowPx) - spare, count - 1));
  const end = Math.min(count, Math.ceil((scrollPx + heightPx) / rowPx) + spare);
  return { first, end, allPx: count * rowPx, abovePx: first * rowPx };
};

/** Where to scroll so that row `index` is in sight, moving as little as possible. */
export const scrollTo = (index: number, { rowPx, scrollPx, heightPx }: RowsInput): number => {
  const top = index * rowPx;
  if (top < scrollPx) return top;
  return top + rowPx > scrollPx + heightPx ? top + rowPx - heightPx : scrollPx;
};
