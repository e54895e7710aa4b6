import { describe, expect, it } from 'vitest';
import { keyCaps } from './key-names.ts';
import { matchingEntries } from './palette-entries.ts';
import { sheetGroups } from './sheet-groups.ts';

const entry = (name: string) => ({ name, group: '', run: () => undefined });
const found = (names: readonly string[], typed: string) =>
  matchingEntries(names.map(entry), typed).map(({ name }) => name);

describe('the palette', () => {
  const names = ['Orders', 'Cancelled orders', 'Reorders', 'Pipeline health', 'Médecins'];

  it('puts what begins with the text first, then words, then parts', () => {
    expect(found(names, 'orders')).toEqual(['Orders', 'Cancelled orders', 'Reorders']);
  });

  it('finds letters in their order, without regard to capitals and accents', () => {
    expect(found(names, 'PHEA')).toEqual(['Pipeline health']);
    expect(found(names, 'medecins')).toEqual(['Médecins']);
    expect(found(names, 'zz')).toEqual([]);
  });

  it('shows the beginning of a long list', () => {
    const many = Array.from({ length: 500 }, (_, at) => `metric ${at}`);
    expect(found(many, '')).toHaveLength(50);
  });
});

describe('the sheet', () => {
  const command = (key: string | undefined, name: string, more = {}) => ({
    ...(key === undefined ? {} : { key }),
    name: () => name,
    run: () => undefined,
    ...more,
  });

  it('lists each key once, with what it does now, by group', () => {
    const feed = { group: () => 'Feed' };
    expect(
      sheetGroups([
        command('j', 'next event', feed),
        command('w', 'compare'),
        command(undefined, 'without a key'),
        command('Escape', 'leave', { enabled: () => false }),
        command('J', 'next case', feed),
      ]),
    ).toEqual([
      { name: null, lines: [{ key: 'w', name: 'compare' }] },
      { name: 'Feed', lines: [{ key: 'J', name: 'next case' }] },
    ]);
  });

  it('prints keys as the keyboard does', () => {
    expect(keyCaps('Ctrl+K', false)).toEqual(['Ctrl', 'K']);
    expect(keyCaps('Ctrl+K', true)).toEqual(['⌘', 'K']);
    expect(keyCaps('Escape', false)).toEqual(['Esc']);
  });
});
