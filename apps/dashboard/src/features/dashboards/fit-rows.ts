/** Anything that has a place in the grid. */
interface Placed {
  readonly place: { readonly columns: number; readonly rows: number };
}

const columnsMax = 12;
/** A list or a chart still says what it should at this share of its height; a tile, which has no more rows than this, does not. */
const leastShare = 0.5;
const tileRows = 3;

/**
 * The panels that fit in so many rows, placed as the browser places them (one after the other, never back). The last ones may be less
 * high than they asked for, and what ends above the bottom is made higher: a wall has no holes.
 */
export const fitRows = <Panel extends Placed>(panels: readonly Panel[], rowsMax: number): readonly Panel[] => {
  /** Per row, which columns are taken and by whom. */
  const grid = Array.from({ length: rowsMax }, () => Array.from({ length: columnsMax }, (): number | null => null));
  const isFree = (row: number, column: number, rows: number, columns: number) =>
    grid.slice(row, row + rows).every((cells) => cells.slice(column, column + columns).every((cell) => cell === null));
  const shown: { readonly panel: Panel; readonly row: number; readonly column: number; rows: number }[] = [];
  let at = 0;
  for (const panel of panels) {
    const { columns, rows } = panel.place;
    let fits = 0;
    for (; at < rowsMax * columnsMax; at += 1) {
      const [row, column] = [Math.floor(at / columnsMax), at % columnsMax];
      fits = Math.min(rows, rowsMax - row);
      if (column + columns <= columnsMax && isFree(row, column, fits, columns)) break;
    }
    if (at >= rowsMax * columnsMax) break;
    if (shown.length > 0 && fits < Math.max(Math.min(rows, tileRows), rows * leastShare)) break;
    const [row, column] = [Math.floor(at / columnsMax), at % columnsMax];
    for (const cells of grid.slice(row, row + fits)) cells.fill(shown.length, column, column + columns);
    shown.push({ panel, row, column, rows: fits });
  }
  const bottom = Math.max(0, ...shown.map(({ row, rows }) => row + rows));
  return shown.map(({ panel, row, column, rows }) => {
    const isLast = isFree(row + rows, column, bottom - row - rows, panel.place.columns);
    return { ...panel, place: { ...panel.place, rows: isLast ? bottom - row : rows } };
  });
};
