import type { DatabaseSync } from 'node:sqlite';
import type { Turns } from '../turns.ts';
import type { RowTotal } from '../rows/merge-row.ts';

/** `pack` is null where the scan did not ask for it and the row has a total. */
export type ScannedRow = readonly [window: number, slice: number, ...RowTotal, pack: Uint8Array | null];

export interface RowRange {
  readonly series: number;
  /** Minutes since 1970, inclusive / exclusive. */
  readonly from: number;
  readonly below: number;
}

/** Reads rows of one series window by window. */
export class RowScanner {
  readonly #withPacks;
  readonly #totals;

  constructor(database: DatabaseSync) {
    const select = (pack: string) => {
      const statement = database.prepare(
        `SELECT window, slice, total1, total2, ${pack} FROM partials WHERE series = ? AND window >= ? AND window < ? ORDER BY window, slice`,
      );
      statement.setReturnArrays(true);
      return statement;
    };
    this.#withPacks = select('pack');
    this.#totals = select('CASE WHEN total1 IS NULL THEN pack END');
  }

  /**
   * Calls `visit` with all rows of one window at a time, in time order. Gives way to other work between windows: a write that comes
   * meanwhile is seen in the windows that were not read yet. `visit` ends the scan with false.
   */
  async scan(
    range: RowRange,
    pick: 'totals' | 'packs',
    turns: Turns,
    visit: (rows: ScannedRow[]) => boolean | void,
  ): Promise<void> {
    const statement = pick === 'totals' ? this.#totals : this.#withPacks;
    for (let from: number | null = range.from; from !== null; await turns.giveWay()) {
      const rows: Iterable<unknown> = statement.iterate(range.series, from, range.below);
      from = visitWindows(rows as Iterable<ScannedRow>, turns, visit);
    }
  }
}

/** Returns the window to go on with; null when the scan has ended. */
function visitWindows(
  rows: Iterable<ScannedRow>,
  turns: Turns,
  visit: (rows: ScannedRow[]) => boolean | void,
): number | null {
  let ofWindow: ScannedRow[] = [];
  for (const row of rows) {
    if (ofWindow.length > 0 && ofWindow[0]![0] !== row[0]) {
      if (visit(ofWindow) === false) return null;
      if (turns.isOver) return row[0];
      ofWindow = [];
    }
    ofWindow.push(row);
  }
  if (ofWindow.length > 0) visit(ofWindow);
  return null;
}
