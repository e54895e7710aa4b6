/** What a column holds. A time is epoch ms, a number the raw value in the metric's unit; null is "nothing to say". */
export interface TableColumn {
  readonly title: string;
  readonly kind: 'text' | 'time' | 'number';
  /** Unit of a metric, for numbers. */
  readonly unit?: string | null;
}

export type TableCell = string | number | null;

/** A panel as a table: what its twin shows and what its export holds. Rows in the order of the panel. */
export interface PanelTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
}
