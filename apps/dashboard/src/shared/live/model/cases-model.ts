import { caseOrder, type CaseShow } from '@tidewatch/contract/operations/cases';
import type { CasesSnapshot, LiveChanges, LiveSnapshot } from '@tidewatch/contract/socket';

/** One part of the queue of cases, in the order of the server. */
export class CasesModel {
  readonly #order: ReturnType<typeof caseOrder>;
  readonly #rowsMax: number;
  #snapshot: CasesSnapshot | null = null;

  constructor(show: CaseShow, rowsMax = Infinity) {
    this.#order = caseOrder(show);
    this.#rowsMax = rowsMax;
  }

  get empty(): boolean {
    return this.#snapshot === null;
  }

  replace(snapshot: LiveSnapshot): void {
    if (snapshot.kind === 'cases') this.#snapshot = snapshot;
  }

  apply(changes: LiveChanges): void {
    if (changes.kind !== 'cases' || this.#snapshot === null) return;
    const rows = new Map(this.#snapshot.rows.map((row) => [row.event.key, row]));
    for (const key of changes.gone) rows.delete(key);
    for (const row of changes.rows) rows.set(row.event.key, row);
    const { kind, counts, truncated, history } = changes;
    const sorted = [...rows.values()].sort(this.#order).slice(0, this.#rowsMax);
    this.#snapshot = { kind, counts, truncated, history, rows: sorted };
  }

  read(): CasesSnapshot | null {
    return this.#snapshot;
  }
}
