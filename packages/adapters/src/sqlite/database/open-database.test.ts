import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './open-database.ts';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'tidewatch-database-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const open = (directory: string, formatVersion = 1): DatabaseSync =>
  openDatabase({
    directory,
    file: 'a.sqlite',
    applicationId: 7,
    formatVersion,
    schema: 'CREATE TABLE t (a)',
    cacheKiB: 1024,
  });

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('openDatabase', () => {
  it('makes a directory and a file that only the owner can read', () => {
    const directory = join(place, 'new', 'data');
    open(directory).close();
    expect([modeOf(directory), modeOf(join(directory, 'a.sqlite'))]).toEqual([0o700, 0o600]);
  });

  it('leaves the mode of a directory that holds something else', () => {
    const directory = join(place, 'shared');
    mkdirSync(join(directory, 'other'), { recursive: true });
    const before = modeOf(directory);
    open(directory).close();
    expect(modeOf(directory)).toBe(before);
  });

  it('refuses a second opener, and lets it in after the first has closed', () => {
    const first = open(place);
    expect(() => open(place)).toThrow(expect.objectContaining({ code: 'data_in_use', retry: false }));
    first.close();
    open(place).close();
  });

  it('refuses a file of a newer version and tells which', () => {
    open(place, 3).close();
    expect(() => open(place, 2)).toThrow(
      expect.objectContaining({ code: 'newer_format', message: expect.stringContaining('format 3') }),
    );
  });

  it('refuses a file that somebody else made', () => {
    const foreign = new DatabaseSync(join(place, 'a.sqlite'));
    foreign.exec('CREATE TABLE t (a); PRAGMA user_version=1');
    foreign.close();
    expect(() => open(place)).toThrow(expect.objectContaining({ code: 'newer_format' }));
  });

  it('says in a sentence why a directory cannot be used, and that a file is none of its own', () => {
    writeFileSync(join(place, 'a.sqlite'), 'a letter to somebody, longer than the head of a database'.repeat(20));
    expect(() => open(place)).toThrow(/a\.sqlite is not a file of Tidewatch/);
    for (const directory of [join(place, 'a.sqlite'), join(place, 'a.sqlite', 'data')]) {
      expect(() => open(directory)).toThrow(
        expect.objectContaining({
          code: 'settings_invalid',
          message: expect.stringMatching(/cannot be used: it is no directory/),
        }),
      );
    }
  });
});
