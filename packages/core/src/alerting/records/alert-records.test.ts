import type { AlertRecord } from '@tidewatch/contract/alerts';
import { expect, test } from 'vitest';
import { AlertRecords } from './alert-records.ts';

const encoder = new TextEncoder();
const bytes = (record: unknown): Uint8Array => encoder.encode(JSON.stringify(record));
const begin = (leader: string) => ({ v: 1, kind: 'leader', leader, at: 0 });
const said = (leader?: string) => ({ v: 1, kind: 'evaluated', at: 1, ...(leader === undefined ? {} : { leader }) });

function counted(records: readonly unknown[]): readonly (AlertRecord['kind'] | null)[] {
  const reader = new AlertRecords();
  return records.map((record) => reader.read(bytes(record))?.kind ?? null);
}

test('what a leader writes after the next one has begun does not count', () => {
  expect(counted([begin('a'), said('a'), begin('b'), said('a'), said('b')])).toEqual([
    'leader',
    'evaluated',
    'leader',
    null,
    'evaluated',
  ]);
});

test('a repeated beginning is none; records without a leader are of old installations and count', () => {
  expect(counted([said(), begin('a'), begin('b'), begin('a'), said('b'), said('a'), said()])).toEqual([
    'evaluated',
    'leader',
    'leader',
    null,
    'evaluated',
    null,
    'evaluated',
  ]);
});

test('a reader that comes in the middle believes until it hears of a leader', () => {
  expect(counted([said('a'), begin('b'), said('a')])).toEqual(['evaluated', 'leader', null]);
});

test('what is no record of ours is left out; a newer version is refused', () => {
  const reader = new AlertRecords();
  for (const value of [null, encoder.encode('{'), bytes(null), bytes([]), bytes({ v: 1, kind: 'transition' })])
    expect(reader.read(value)).toBeNull();
  expect(() => reader.read(bytes({ v: 2 }))).toThrow('newer version');
});
