import type { Clock } from '@tidewatch/core/ports/clock';
import type { LogRecord } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTransaction } from '../database/in-transaction.ts';
import type { BatchHead, LogDatabase, LogTopic, Part } from './log-database.ts';
import { BatchCursor, encodeBatch, storeBatch } from './record-batch.ts';
import { smallBatchBytes } from './write-queue.ts';

const millisecondsPerDay = 86_400_000;
/** Batches that one turn looks at or deletes. */
const turnBatchesMax = 256;
const packedBytesMax = 256 * 1024;
const packedRecordsMax = 2_000;
/** Fewer small batches in a row are left alone. */
const packBatchesMin = 16;
const packLevel = 6;
const freePagesPerTurn = 256;

/** Retention and packing of the log, in pieces of a few milliseconds. */
export class Upkeep {
  readonly #database: LogDatabase;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  #isStopped = false;

  constructor(database: LogDatabase, clock: Clock, telemetry: Telemetry) {
    this.#database = database;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async run(topics: readonly LogTopic[]): Promise<void> {
    for (const { spec, parts } of topics) {
      for (const part of parts) {
        if (spec.keepDays !== null) await this.#expire(part, this.#clock.now() - spec.keepDays * millisecondsPerDay);
        if (part.smallBatches >= packBatchesMin) await this.#pack(part);
      }
    }
    if (!this.#isStopped) this.#database.database.exec(`PRAGMA incremental_vacuum(${freePagesPerTurn})`);
  }

  /** Deletes the batches below `begin`: those whose records are all below it. */
  truncate(part: Part, begin: number): void {
    for (;;) {
      const heads = this.#database.heads(part, 0, turnBatchesMax);
      const gone = heads.filter(({ base, count }) => base + count <= begin);
      this.#deleteFirst(part, gone);
      if (gone.length < turnBatchesMax) return;
    }
  }

  async #expire(part: Part, cutoff: number): Promise<void> {
    while (!this.#isStopped) {
      const heads = this.#database.heads(part, 0, turnBatchesMax);
      const firstKept = heads.findIndex(({ appendTime }) => appendTime >= cutoff);
      const gone = firstKept < 0 ? heads : heads.slice(0, firstKept);
      this.#deleteFirst(part, gone);
      if (gone.length > 0) this.#telemetry.count('log_batches_expired', gone.length, { topic: part.topic });
      if (gone.length < turnBatchesMax) return;
      await nextTurn();
    }
  }

  #deleteFirst(part: Part, gone: readonly BatchHead[]): void {
    const last = gone.at(-1);
    if (last === undefined) return;
    const begin = last.base + last.count;
    inTransaction(this.#database.database, () => {
      this.#database.delete(part, 0, begin);
      if (begin === part.end) this.#database.setEmptied(part);
    });
    part.begin = begin;
  }

  /** Joins runs of small batches: alone they compress badly and fill a page each. */
  async #pack(part: Part): Promise<void> {
    part.smallBatches = 0;
    while (!this.#isStopped) {
      const heads = this.#database.heads(part, part.packedTo, turnBatchesMax);
      const [run, next] = firstRun(heads);
      if (run.length >= packBatchesMin) this.#join(part, run);
      // A run that reaches the end may still grow: it is looked at again.
      if (next === null) return;
      part.packedTo = next;
      await nextTurn();
    }
  }

  #join(part: Part, run: readonly BatchHead[]): void {
    const first = run[0]!;
    const last = run.at(-1)!;
    const end = last.base + last.count;
    const records: LogRecord[] = [];
    for (const row of this.#database.batches(part, first.base)) {
      new BatchCursor(row, row.base, row.appendTime).take(records, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
      if (row.base + row.count >= end) break;
    }
    const encoded = encodeBatch(
      records,
      records.map(({ appendTime }) => appendTime),
    );
    const appendTime = Math.max(...run.map((head) => head.appendTime));
    const row = {
      base: first.base,
      count: records.length,
      appendTime,
      ...storeBatch(encoded, packLevel),
    };
    inTransaction(this.#database.database, () => {
      this.#database.delete(part, first.base, end);
      this.#database.insert(part, row);
    });
  }
}

/** The first batches that fit into one packed batch, and where to look on; null while the run reaches the last batch. */
function firstRun(heads: readonly BatchHead[]): readonly [run: readonly BatchHead[], next: number | null] {
  const start = heads.findIndex(({ rawBytes }) => rawBytes < smallBatchBytes);
  if (start < 0) return [[], heads.length < turnBatchesMax ? null : heads.at(-1)!.base + heads.at(-1)!.count];
  let bytes = 0;
  let records = 0;
  for (let index = start; index < heads.length; index++) {
    const head = heads[index]!;
    bytes += head.rawBytes;
    records += head.count;
    if (index > start && (head.rawBytes >= smallBatchBytes || bytes > packedBytesMax || records > packedRecordsMax)) {
      return [heads.slice(start, index), head.base];
    }
  }
  return heads.length < turnBatchesMax
    ? [heads.slice(start), null]
    : [heads.slice(start), heads.at(-1)!.base + heads.at(-1)!.count];
}
