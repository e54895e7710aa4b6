/** Columns for `count` tiles of one width, at most `columnsMax`, such that the rows are as even as they can be. */
export const tilesPerRow = (count: number, columnsMax: number): number => {
  const rows = Math.ceil(count / columnsMax);
  return Math.max(1, Math.ceil(count / rows));
};
