/** Rows above and below the window that are drawn, so that scrolling shows no white. */
const spareRows = 8;

export interface VisibleRows {
  /** First row that is drawn, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Height of everything, and of what is above the first row, px. */
  readonly heightPx: number;
  readonly abovePx: number;
}

/** Which rows of equal height have to be drawn, however long the list is. */
export const visibleRows = (count: number, rowPx: number, scrollPx: number, windowPx: number): VisibleRows => {
  const first = Math.max(0, Math.min(count, Math.floor(scrollPx / rowPx)) - spareRows);
  const to = Math.min(count, Math.ceil((scrollPx + windowPx) / rowPx) + spareRows);
  return { from: first, to: Math.max(first, to), heightPx: count * rowPx, abovePx: first * rowPx };
};
