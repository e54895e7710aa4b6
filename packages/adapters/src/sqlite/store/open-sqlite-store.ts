import type { MetricStore, SliceProgress } from '@tidewatch/core/ports/metric-store';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import type { DatabaseSync } from 'node:sqlite';
import { AccessLine } from './access-line.ts';
import { EventDatabase } from './events/event-database.ts';
import { indexEvents } from './events/index-events.ts';
import { pruneEvents } from './events/prune-events.ts';
import { searchEvents } from './events/search-events.ts';
import { Definitions } from './names/definitions.ts';
import { GroupNames } from './names/group-names.ts';
import { prunePartials } from './partials/prune-partials.ts';
import { readPartials } from './partials/read-partials.ts';
import { readSeries } from './series/read-series.ts';
import { readSliceStates } from './series/read-slice-states.ts';
import { RowScanner } from './series/scan-rows.ts';
import { SliceIndex } from './names/slice-index.ts';
import { PartialsWriter } from './partials/upsert-partials.ts';
import { giveIdentity, identityOf, openStoreDatabase } from './store-database.ts';

/** Pages that one prune gives back to the file system. */
const freePagesMax = 20_000;

export interface SqliteStoreOptions {
  /** Made with mode 0700 where it is missing. One process owns it at a time. */
  readonly directory: string;
  readonly file?: string;
  readonly telemetry?: Telemetry;
}

/**
 * The embedded metric store: one SQLite file, all groups of a (metric, grain, window, slice) packed in one row, searchable events in
 * compressed blocks. Long reads and writes give way to the event loop every 10 ms.
 *
 * Throws `data_in_use` at once where another process owns the file, `newer_format` where a newer version wrote it. A full disk makes
 * writes wait; reads of a closed store reject with `store_unavailable`.
 */
export function openSqliteStore({
  directory,
  file = 'store.sqlite',
  telemetry = noTelemetry,
}: SqliteStoreOptions): MetricStore {
  const database = openStoreDatabase(directory, file);
  const definitions = new Definitions(database);
  const groups = new GroupNames(database);
  const slices = new SliceIndex(database);
  const writer = new PartialsWriter(database, definitions, groups, slices);
  const sources = { definitions, groups, slices, scanner: new RowScanner(database) };
  const events = new EventDatabase(database);
  const line = new AccessLine(telemetry);

  return {
    prepare: (catalog) =>
      line.write(async () => {
        definitions.prepare(catalog);
        giveIdentity(database);
      }),
    identity: () => line.read(async () => identityOf(database)),
    upsertPartials: (partials) => line.write(() => writer.upsert(partials)),
    partials: (ranges, grains) => line.readAll(() => readPartials(database, sources, ranges, grains)),
    progress: () => line.read(async () => progressOf(database)),
    series: (query, access) => line.read(() => readSeries(sources, query, access)),
    sliceStates: (query, access) => line.read(() => readSliceStates(sources, query, access)),
    async indexEvents(indexed) {
      await line.write(() => indexEvents(events, indexed));
      return [];
    },
    searchEvents: (query, access) => line.read(() => searchEvents(events, query, access)),
    refresh: () => line.write(async () => {}),
    prune: (policy) =>
      line.write(async () => {
        const pruned = (await prunePartials(database, definitions, policy)) + (await pruneEvents(events, policy));
        database.exec(`PRAGMA incremental_vacuum(${freePagesMax})`);
        return pruned;
      }),
    close: () => line.close(() => database.close()),
  };
}

function progressOf(database: DatabaseSync): SliceProgress[] {
  const rows = database.prepare('SELECT content FROM progress').all() as { content: string }[];
  return rows.map(({ content }) => JSON.parse(content) as SliceProgress);
}
