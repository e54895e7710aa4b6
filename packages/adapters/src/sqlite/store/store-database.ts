import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../database/open-database.ts';

/*
 * partials: one row per (series, window, slice); `pack` holds its groups, `total1` and `total2` their merge (see packed-row.ts).
 * series: a metric's definition and one of its grains. slices: slice identities, by number. Windows are minutes since 1970.
 * event_blocks: searchable events by type and hour of event time. event_marks: up to where each partition's events are in.
 */
const schema = `
  CREATE TABLE definitions (id INTEGER PRIMARY KEY, metric TEXT NOT NULL, signature TEXT NOT NULL UNIQUE, definition TEXT NOT NULL);
  CREATE TABLE series (id INTEGER PRIMARY KEY, definition INTEGER NOT NULL, grain TEXT NOT NULL, UNIQUE (definition, grain));
  CREATE TABLE group_names (definition INTEGER, id INTEGER, name TEXT NOT NULL, PRIMARY KEY (definition, id)) WITHOUT ROWID;
  CREATE UNIQUE INDEX group_ids ON group_names (definition, name);
  CREATE TABLE slices (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, topic TEXT NOT NULL, epoch INTEGER NOT NULL,
    partition INTEGER NOT NULL, slice INTEGER NOT NULL, UNIQUE (generation, topic, epoch, partition, slice));
  CREATE TABLE partials (series INTEGER, window INTEGER, slice INTEGER, total1 REAL, total2 REAL, pack BLOB NOT NULL,
    PRIMARY KEY (series, window, slice)) WITHOUT ROWID;
  CREATE INDEX partials_of_slice ON partials (slice);
  CREATE TABLE progress (generation INTEGER, topic TEXT, epoch INTEGER, partition INTEGER, slice INTEGER NOT NULL, through INTEGER NOT NULL,
    as_of INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (generation, topic, epoch, partition)) WITHOUT ROWID;
  CREATE TABLE event_types (id INTEGER PRIMARY KEY, type TEXT NOT NULL UNIQUE);
  CREATE TABLE event_blocks (type INTEGER, hour INTEGER, block INTEGER, min_time INTEGER NOT NULL, max_time INTEGER NOT NULL,
    count INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (type, hour, block)) WITHOUT ROWID;
  CREATE TABLE event_marks (topic TEXT, partition INTEGER, type INTEGER, last_offset INTEGER NOT NULL, last_append_time INTEGER NOT NULL,
    PRIMARY KEY (topic, partition, type)) WITHOUT ROWID`;

/** Opens the store's file; throws as `openDatabase` does. */
export function openStoreDatabase(directory: string, file: string): DatabaseSync {
  const database = openDatabase({
    directory,
    file,
    applicationId: 0x74697374,
    formatVersion: 1,
    schema,
    cacheKiB: 16_384,
    mappedMiB: 32,
  });
  // Later than the rest of version 1, and older programs leave it alone.
  database.exec('CREATE TABLE IF NOT EXISTS identity (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL)');
  return database;
}

/** Names the store unless it has a name. */
export function giveIdentity(database: DatabaseSync): void {
  database.exec('INSERT OR IGNORE INTO identity VALUES (1, lower(hex(randomblob(8))))');
}

export function identityOf(database: DatabaseSync): string | null {
  const row = database.prepare('SELECT id FROM identity').get() as { id: string } | undefined;
  return row?.id ?? null;
}
