import type { Group, PartialCells } from '@tidewatch/contract/frames';
import type { DefinedCells, PartialsWrite, Quarantined, SliceProgress } from '@tidewatch/core/ports/metric-store';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../database/in-transaction.ts';
import { Turns } from '../turns.ts';
import type { Definition, Definitions } from '../names/definitions.ts';
import type { GroupNames } from '../names/group-names.ts';
import type { RowUpdate } from '../rows/merge-row.ts';
import { mergeRow, totalOf } from '../rows/merge-row.ts';
import { packRow, RowReader } from '../rows/packed-row.ts';
import type { SliceIndex } from '../names/slice-index.ts';

export const windowMs = 60_000;

interface PlannedRow extends RowUpdate {
  readonly definition: Definition;
  readonly series: number;
  readonly window: number;
  readonly slice: number;
}

/** Writes partials: each row is read, merged and written again, many rows in a transaction. */
export class PartialsWriter {
  readonly #database: DatabaseSync;
  readonly #definitions: Definitions;
  readonly #groups: GroupNames;
  readonly #slices: SliceIndex;
  readonly #select;
  readonly #put;
  readonly #putProgress;
  readonly #reader = new RowReader();

  constructor(database: DatabaseSync, definitions: Definitions, groups: GroupNames, slices: SliceIndex) {
    this.#database = database;
    this.#definitions = definitions;
    this.#groups = groups;
    this.#slices = slices;
    this.#select = database.prepare('SELECT pack FROM partials WHERE series = ? AND window = ? AND slice = ?');
    this.#put = database.prepare(
      `INSERT INTO partials VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET total1 = excluded.total1, total2 = excluded.total2, pack = excluded.pack`,
    );
    this.#putProgress = database.prepare(
      `INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET slice = excluded.slice, through = excluded.through, as_of = excluded.as_of, content = excluded.content
       WHERE (excluded.slice, excluded.through, excluded.as_of) >= (slice, through, as_of)`,
    );
  }

  /**
   * Upserts are cut into transactions of some milliseconds; the progress of a write is stored with its last rows or after them. Calls
   * must not overlap.
   */
  async upsert(writes: readonly PartialsWrite[]): Promise<readonly Quarantined[]> {
    const quarantined = new Map<string, Quarantined>();
    const rows = new Map<string, PlannedRow>();
    const turns = new Turns();
    const cells = writes.flatMap((write) => write.cells.map((one) => [write, one] as const));
    for (let next = 0; next < cells.length;) {
      this.#transaction(() => {
        do this.#plan(rows, quarantined, ...cells[next++]!);
        while (next < cells.length && !turns.isOver);
      });
      await turns.giveWay();
    }
    const planned = [...rows.values()];
    const progress = writes.map((write) => write.progress).filter((one) => one !== null);
    for (let next = 0; next < planned.length || progress.length > 0;) {
      this.#transaction(() => {
        while (next < planned.length && !turns.isOver) this.#write(planned[next++]!);
        if (next === planned.length) for (const one of progress.splice(0)) this.#writeProgress(one);
      });
      await turns.giveWay();
    }
    return [...quarantined.values()];
  }

  #transaction(work: () => void): void {
    try {
      inTransaction(this.#database, work);
    } catch (error) {
      // Numbers that were given inside the transaction are not in the file.
      this.#groups.clear();
      this.#definitions.load();
      this.#slices.load();
      throw error;
    }
  }

  #plan(
    rows: Map<string, PlannedRow>,
    quarantined: Map<string, Quarantined>,
    write: PartialsWrite,
    cells: DefinedCells,
  ): void {
    const definition = this.#definitionFor(cells);
    if (definition === null) {
      quarantined.set(cells.metric, {
        metric: cells.metric,
        reason: 'its cells fit no definition that the store was given',
      });
      return;
    }
    const series = this.#definitions.seriesFor(definition, cells.grain).id;
    const window = cells.window / windowMs;
    const slice = this.#slices.idOf(write);
    const key = `${series} ${window} ${slice}`;
    let row = rows.get(key);
    if (row === undefined)
      rows.set(key, (row = { definition, series, window, slice, ids: [], throughs: [], states: [] }));
    for (const [group, through, state] of cells.entries) {
      const reason = this.#flawOf(definition, group, state);
      if (reason !== null) quarantined.set(cells.metric, { metric: cells.metric, reason });
      else {
        row.ids.push(this.#groups.idOf(definition.id, group));
        row.throughs.push(through - write.slice);
        row.states.push(state);
      }
    }
  }

  /** The one that the cells were folded by, else the newest that they fit. */
  #definitionFor({ metric, entries, definition: own }: DefinedCells): Definition | null {
    if (own !== undefined) return this.#definitions.find(own);
    const candidates = this.#definitions.named(metric);
    const first = entries[0];
    if (first === undefined) return candidates[0] ?? null;
    return candidates.find((definition) => this.#flawOf(definition, first[0], first[2]) === null) ?? null;
  }

  #flawOf({ metric, measure }: Definition, group: Group, state: PartialCells['entries'][number][2]): string | null {
    if (group.length !== metric.by.length) return 'a group has another number of dimensions than its definition';
    try {
      measure.decode(state);
      return null;
    } catch {
      return 'a state is not one of its measure';
    }
  }

  #write(row: PlannedRow): void {
    if (row.ids.length === 0) return;
    const { measure } = row.definition;
    const stored = this.#select.get(row.series, row.window, row.slice) as { pack: Uint8Array } | undefined;
    if (stored !== undefined) this.#reader.open(stored.pack);
    const merged = mergeRow(measure, stored === undefined ? null : this.#reader.cells(measure.columns ?? 0), row);
    if (merged === null) return;
    const [total1, total2] = totalOf(measure, merged);
    this.#put.run(row.series, row.window, row.slice, total1, total2, packRow(merged));
  }

  #writeProgress(progress: SliceProgress): void {
    const { generation, topic, epoch, partition, slice, through, asOf } = progress;
    this.#putProgress.run(generation, topic, epoch, partition, slice, through, asOf, JSON.stringify(progress));
  }
}
