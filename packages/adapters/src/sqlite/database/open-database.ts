import { TidewatchError } from '@tidewatch/contract/errors';
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DatabaseFile {
  /** Made with mode 0700 where it is missing. */
  readonly directory: string;
  readonly file: string;
  /** Marks the file as ours (SQLite's `application_id`). */
  readonly applicationId: number;
  readonly formatVersion: number;
  /** SQL for an empty file. */
  readonly schema: string;
  readonly cacheKiB: number;
  /** How much of the file is read as mapped memory. SQLite reads long values past its cache, page by page; mapping halves the time. */
  readonly mappedMiB?: number;
}

// SQLite's primary result codes.
const [busy, locked, noMemory, inputOutput, full, notADatabase] = [5, 6, 7, 10, 13, 26];

const errorNumberOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;

/** Whether the same call may succeed later without a change: a full disk, a fault of the disk, too little memory. */
export const isPassingFault = (error: unknown): boolean =>
  [busy, locked, noMemory, inputOutput, full].includes(errorNumberOf(error));

/**
 * Opens a database file that this process alone owns. The lock is SQLite's own on the file (`locking_mode=EXCLUSIVE`): it ends with
 * the process, however that ends. Rejects at once with `data_in_use` where another process, or another opener in this one, holds it,
 * with `newer_format` where a newer version or another program wrote the file, and with `settings_invalid` where files cannot be made
 * there; none passes by retrying.
 */
export function openDatabase(options: DatabaseFile): DatabaseSync {
  const path = join(options.directory, options.file);
  try {
    prepareDirectory(options.directory, options.file);
    closeSync(openSync(path, 'a', 0o600));
  } catch (cause) {
    throw unusable(options.directory, cause);
  }
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL');
    database.exec('BEGIN IMMEDIATE; COMMIT');
    database.exec(settings(options));
    bringToFormat(database, options, path);
    return database;
  } catch (error) {
    database.close();
    if (errorNumberOf(error) === notADatabase) throw notOurs(path, error);
    if (![busy, locked].includes(errorNumberOf(error))) throw error;
    const message = `${options.directory} is in use by another process. Stop it, or start with another data directory.`;
    throw new TidewatchError('data_in_use', message, { cause: error });
  }
}

const settings = ({ cacheKiB, mappedMiB = 0 }: DatabaseFile): string => `
  -- What is acknowledged survives a power cut, not only a killed process.
  PRAGMA synchronous=FULL;
  PRAGMA cache_size=-${cacheKiB};
  PRAGMA mmap_size=${mappedMiB * 1024 * 1024};
  PRAGMA wal_autocheckpoint=2000;
  PRAGMA journal_size_limit=16777216`;

function prepareDirectory(directory: string, file: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const entries = readdirSync(directory);
  // A directory that holds other people's files as well keeps its mode; the database itself is 0600 in any case.
  if (entries.length === 0 || entries.includes(file)) chmodSync(directory, 0o700);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its disk is full',
  EEXIST: 'it is no directory',
  ENOTDIR: 'it is no directory, or lies below a file',
};

function unusable(directory: string, cause: unknown): TidewatchError {
  const { code = 'unknown fault' } = cause as NodeJS.ErrnoException;
  const message = `The data directory ${directory} cannot be used: ${reasons[code] ?? code}. Start with another data directory.`;
  return new TidewatchError('settings_invalid', message, { cause });
}

function notOurs(path: string, cause?: unknown): TidewatchError {
  const message = `${path} is not a file of Tidewatch. Start with another data directory.`;
  return new TidewatchError('newer_format', message, { cause });
}

const pragma = (database: DatabaseSync, name: string): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()![name]);

function bringToFormat(database: DatabaseSync, options: DatabaseFile, path: string): void {
  const version = pragma(database, 'user_version');
  if (version === 0) {
    database.exec(
      `BEGIN; ${options.schema}; PRAGMA application_id=${options.applicationId}; PRAGMA user_version=${options.formatVersion}; COMMIT`,
    );
    return;
  }
  if (pragma(database, 'application_id') !== options.applicationId) {
    throw notOurs(path);
  }
  if (version > options.formatVersion) {
    const message = `${path} has format ${version}; this version reads up to ${options.formatVersion}. Start the newer version.`;
    throw new TidewatchError('newer_format', message);
  }
}
