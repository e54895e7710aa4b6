export { openEmbedded } from './open-embedded.ts';
export type { Embedded, EmbeddedOptions } from './open-embedded.ts';
export { openSqliteLog } from './log/open-sqlite-log.ts';
export type { SqliteLog, SqliteLogOptions } from './log/open-sqlite-log.ts';
export { openSqliteStore } from './store/open-sqlite-store.ts';
export type { SqliteStoreOptions } from './store/open-sqlite-store.ts';
