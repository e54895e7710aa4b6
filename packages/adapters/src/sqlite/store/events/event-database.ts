import type { DatabaseSync } from 'node:sqlite';

export interface BlockRow {
  readonly block: number;
  readonly min_time: number;
  readonly max_time: number;
  readonly count: number;
  readonly data: Uint8Array;
}

export type BlockHead = Omit<BlockRow, 'data'> & { readonly type: number };

export interface Mark {
  readonly last_offset: number;
  readonly last_append_time: number;
}

/** Statements of the event tables. Every method is one statement; transactions belong to the caller. */
export class EventDatabase {
  readonly database: DatabaseSync;
  readonly #lastBlock;
  readonly #putBlock;
  readonly #mark;
  readonly #putMark;
  readonly #newestHour;
  readonly #heads;
  readonly #data;
  #typeIds: Map<string, number>;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.#lastBlock = database.prepare(
      'SELECT * FROM event_blocks WHERE type = ? AND hour = ? ORDER BY block DESC LIMIT 1',
    );
    this.#putBlock = database.prepare('INSERT OR REPLACE INTO event_blocks VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#mark = database.prepare(
      'SELECT last_offset, last_append_time FROM event_marks WHERE topic = ? AND partition = ? AND type = ?',
    );
    this.#putMark = database.prepare('INSERT OR REPLACE INTO event_marks VALUES (?, ?, ?, ?, ?)');
    this.#newestHour = database.prepare('SELECT max(hour) AS hour FROM event_blocks WHERE type = ? AND hour <= ?');
    this.#heads = database.prepare(
      'SELECT type, block, min_time, max_time, count FROM event_blocks WHERE type = ? AND hour = ?',
    );
    this.#data = database.prepare('SELECT data FROM event_blocks WHERE type = ? AND hour = ? AND block = ?');
    this.#typeIds = new Map();
    this.loadTypes();
  }

  /** Reads the types from the file, as after a transaction that failed. */
  loadTypes(): void {
    const rows = this.database.prepare('SELECT id, type FROM event_types').all() as { id: number; type: string }[];
    this.#typeIds = new Map(rows.map(({ id, type }) => [type, id]));
  }

  types(): ReadonlyMap<string, number> {
    return this.#typeIds;
  }

  typeFor(type: string): number {
    const found = this.#typeIds.get(type);
    if (found !== undefined) return found;
    const { lastInsertRowid } = this.database.prepare('INSERT INTO event_types (type) VALUES (?)').run(type);
    this.#typeIds.set(type, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  }

  lastBlock(type: number, hour: number): BlockRow | undefined {
    return this.#lastBlock.get(type, hour) as BlockRow | undefined;
  }

  putBlock(type: number, hour: number, { block, min_time: minTime, max_time: maxTime, count, data }: BlockRow): void {
    this.#putBlock.run(type, hour, block, minTime, maxTime, count, data);
  }

  mark(topic: string, partition: number, type: number): Mark | undefined {
    return this.#mark.get(topic, partition, type) as Mark | undefined;
  }

  putMark(topic: string, partition: number, type: number, mark: Mark): void {
    this.#putMark.run(topic, partition, type, mark.last_offset, mark.last_append_time);
  }

  /** The newest hour up to `hour` with events of the type; null where there is none. */
  newestHour(type: number, hour: number): number | null {
    return (this.#newestHour.get(type, hour) as { hour: number | null }).hour;
  }

  heads(type: number, hour: number): BlockHead[] {
    return this.#heads.all(type, hour) as unknown as BlockHead[];
  }

  data(type: number, hour: number, block: number): Uint8Array {
    return (this.#data.get(type, hour, block) as { data: Uint8Array }).data;
  }
}
