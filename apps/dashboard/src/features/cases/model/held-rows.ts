/** A list that a reader sees, by keys. */
export interface HeldRows<Row> {
  readonly rows: readonly Row[];
  /** Rows that came or went since the list stands still. */
  readonly waiting: number;
}

/**
 * The newest rows, or while `held` those that were there, in their order, with what is known of them now: nothing moves under the
 * pointer. A row that has left stays as it was until the list is let go.
 */
export const heldRows = <Row>(
  before: HeldRows<Row>,
  newest: readonly Row[],
  keyOf: (row: Row) => string,
  held: boolean,
): HeldRows<Row> => {
  if (!held || before.rows.length === 0) return { rows: newest, waiting: 0 };
  const now = new Map(newest.map((row) => [keyOf(row), row]));
  const rows = before.rows.map((row) => now.get(keyOf(row)) ?? row);
  const gone = before.rows.filter((row) => !now.has(keyOf(row))).length;
  return { rows, waiting: newest.length - (before.rows.length - gone) + gone };
};
