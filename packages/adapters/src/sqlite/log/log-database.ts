import { TidewatchError } from '@tidewatch/contract/errors';
import type { TopicSpec } from '@tidewatch/core/ports/event-log';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../database/open-database.ts';
import type { Encoding, StoredBatch } from './record-batch.ts';

/** Bits of a batch's row id that hold its first offset; the bits above hold the partition's number in this log. */
const offsetSpan = 2 ** 40;
const partsMax = 2 ** 13;
/** Kept as they were before they were compressed. */
const recentBatchesMax = 64;
const recentBytesMax = 4 * 1024 * 1024;

const schema = `
  CREATE TABLE topics (topic TEXT PRIMARY KEY, partitions INTEGER NOT NULL, keep_days INTEGER, first_part INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE batches (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, append_time INTEGER NOT NULL, raw_bytes INTEGER NOT NULL,
    encoding INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE TABLE emptied (part INTEGER PRIMARY KEY, end INTEGER NOT NULL);
  CREATE TABLE commits (consumer TEXT, topic TEXT, partition INTEGER, next_offset INTEGER NOT NULL,
    PRIMARY KEY (consumer, topic, partition)) WITHOUT ROWID`;

/** One partition: its number in the file and the offsets it holds, kept up to date by whoever writes. */
export interface Part {
  readonly topic: string;
  readonly partition: number;
  readonly part: number;
  begin: number;
  end: number;
  /** Batches before this offset are packed. */
  packedTo: number;
  /** Small batches behind `packedTo`. */
  smallBatches: number;
  readonly wakers: Set<() => void>;
}

export interface LogTopic {
  readonly spec: TopicSpec;
  readonly parts: readonly Part[];
}

export interface BatchRow extends StoredBatch {
  readonly base: number;
  readonly count: number;
  /** Of its newest record. */
  readonly appendTime: number;
}

export type BatchHead = Omit<BatchRow, 'encoding' | 'data'>;

type Row = readonly [
  id: number,
  count: number,
  appendTime: number,
  rawBytes: number,
  encoding: Encoding,
  data: Uint8Array,
];

/**
 * The batches that were written last, by partition and first offset: several readers want each at once, and none has to read the file
 * and unpack it then.
 */
class RecentBatches {
  readonly #rows = new Map<number, BatchRow>();
  #bytes = 0;

  add(id: number, row: BatchRow): void {
    this.#rows.set(id, row);
    this.#bytes += row.data.length;
    for (const [oldest, { data }] of this.#rows) {
      if (this.#rows.size <= recentBatchesMax && this.#bytes <= recentBytesMax) return;
      this.#rows.delete(oldest);
      this.#bytes -= data.length;
    }
  }

  get(id: number): BatchRow | undefined {
    return this.#rows.get(id);
  }
}

/** The file of the log and its statements. Every method is one synchronous statement or two; transactions belong to the caller. */
export class LogDatabase {
  readonly database: DatabaseSync;
  readonly #recent = new RecentBatches();
  readonly #insert;
  readonly #delete;
  readonly #from;
  readonly #heads;
  readonly #commit;
  readonly #setEmptied;

  constructor(directory: string, file: string) {
    this.database = openDatabase({
      directory,
      file,
      applicationId: 0x74696c67,
      formatVersion: 1,
      schema,
      cacheKiB: 8192,
    });
    const { database } = this;
    this.#insert = database.prepare('INSERT OR REPLACE INTO batches VALUES (?, ?, ?, ?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM batches WHERE id >= ? AND id < ?');
    this.#from = database.prepare(
      `SELECT id, count, append_time, raw_bytes, encoding, data FROM batches
       WHERE id >= coalesce((SELECT max(id) FROM batches WHERE id <= ?1 AND id >= ?2), ?1) AND id < ?3 ORDER BY id`,
    );
    this.#heads = database.prepare(
      'SELECT id, count, append_time, raw_bytes FROM batches WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
    );
    this.#commit = database.prepare('INSERT OR REPLACE INTO commits VALUES (?, ?, ?, ?)');
    this.#setEmptied = database.prepare('INSERT OR REPLACE INTO emptied VALUES (?, ?)');
    this.#from.setReturnArrays(true);
    this.#heads.setReturnArrays(true);
  }

  insert({ part }: Part, row: BatchRow): void {
    this.#insert.run(part * offsetSpan + row.base, row.count, row.appendTime, row.rawBytes, row.encoding, row.data);
  }

  /** Keeps a batch that is in the file, uncompressed, for those who read it soon. */
  keep({ part }: Part, row: BatchRow): void {
    this.#recent.add(part * offsetSpan + row.base, row);
  }

  /** The batch that begins at `offset`, where it was written just now. */
  recent({ part }: Part, offset: number): BatchRow | undefined {
    return this.#recent.get(part * offsetSpan + offset);
  }

  /** Batches from the one that contains `offset` on (or the next, where none does). Stop reading to release the statement. */
  *batches({ part }: Part, offset: number): Generator<BatchRow> {
    const start = part * offsetSpan;
    // node:sqlite types a row as an object; with setReturnArrays it is an array of the columns.
    const rows = this.#from.iterate(start + offset, start, start + offsetSpan) as Iterable<unknown> as Iterable<Row>;
    for (const [id, count, appendTime, rawBytes, encoding, data] of rows) {
      yield { base: id - start, count, appendTime, rawBytes, encoding, data };
    }
  }

  heads({ part }: Part, from: number, limit: number): BatchHead[] {
    const start = part * offsetSpan;
    const rows = this.#heads.all(start + from, start + offsetSpan, limit) as unknown[] as Row[];
    return rows.map(([id, count, appendTime, rawBytes]) => ({ base: id - start, count, appendTime, rawBytes }));
  }

  /** Deletes the batches whose first offset is in [from, below). */
  delete({ part }: Part, from: number, below: number): void {
    const start = part * offsetSpan;
    this.#delete.run(start + from, start + below);
  }

  /** Remembers the end of a partition of which nothing is left. */
  setEmptied({ part, end }: Part): void {
    this.#setEmptied.run(part, end);
  }

  commit(group: string, topic: string, partition: number, offset: number): void {
    this.#commit.run(group, topic, partition, offset);
  }

  commits(): { consumer: string; topic: string; partition: number; next_offset: number }[] {
    return this.database.prepare('SELECT * FROM commits').all() as ReturnType<LogDatabase['commits']>;
  }

  topics(): LogTopic[] {
    const rows = this.database.prepare('SELECT * FROM topics').all() as {
      topic: string;
      partitions: number;
      keep_days: number | null;
      first_part: number;
    }[];
    return rows.map(({ topic, partitions, keep_days: keepDays, first_part: firstPart }) => ({
      spec: { topic, partitions, keepDays },
      parts: Array.from({ length: partitions }, (_, partition) => this.#part(topic, partition, firstPart + partition)),
    }));
  }

  createTopic({ topic, partitions, keepDays }: TopicSpec): LogTopic {
    const [{ next }] = this.database
      .prepare('SELECT coalesce(max(first_part + partitions), 0) AS next FROM topics')
      .all() as [{ next: number }];
    if (next + partitions > partsMax) {
      throw new TidewatchError(
        'bad_request',
        `The embedded log holds at most ${partsMax} partitions; ${topic} would be beyond.`,
      );
    }
    this.database.prepare('INSERT INTO topics VALUES (?, ?, ?, ?)').run(topic, partitions, keepDays, next);
    const parts = Array.from({ length: partitions }, (_, partition) => this.#part(topic, partition, next + partition));
    return { spec: { topic, partitions, keepDays }, parts };
  }

  #part(topic: string, partition: number, part: number): Part {
    const start = part * offsetSpan;
    const ends = this.database
      .prepare('SELECT id, count FROM batches WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1')
      .all(start, start + offsetSpan) as { id: number; count: number }[];
    const emptied = this.database.prepare('SELECT end FROM emptied WHERE part = ?').get(part) as
      | { end: number }
      | undefined;
    const last = ends[0];
    const end = last === undefined ? (emptied?.end ?? 0) : last.id - start + last.count;
    const place: Part = { topic, partition, part, begin: end, end, packedTo: 0, smallBatches: 0, wakers: new Set() };
    place.begin = this.heads(place, 0, 1)[0]?.base ?? end;
    return place;
  }
}
