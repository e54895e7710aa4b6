import { expect, it } from 'vitest';
import { readPreferences, writePreferences } from './preferences.ts';

const storageWith = (initial: string | null) => {
  let stored = initial;
  return { getItem: () => stored, setItem: (_: string, value: string) => void (stored = value) };
};

it('begins with the language of the browser, Jakarta and the theme of the system', () => {
  expect(readPreferences(storageWith(null), 'id-ID')).toEqual({
    theme: 'system',
    language: 'id',
    zone: 'Asia/Jakarta',
  });
  expect(readPreferences(storageWith(null), 'de')).toMatchObject({ language: 'en' });
});

it('keeps a choice', () => {
  const storage = storageWith(null);
  writePreferences(storage, { theme: 'dark', language: 'id', zone: 'UTC' });
  expect(readPreferences(storage, 'en')).toEqual({ theme: 'dark', language: 'id', zone: 'UTC' });
});

it.each(['{', 'null', '[]', '{"theme":"neon","zone":"Mars/Base","language":7}'])(
  'survives %s in the storage',
  (stored) => {
    expect(readPreferences(storageWith(stored), 'en')).toEqual({
      theme: 'system',
      language: 'en',
      zone: 'Asia/Jakarta',
    });
  },
);

it('works where storage is forbidden', () => {
  const forbidden = () => {
    throw new Error('SecurityError');
  };
  const storage = { getItem: forbidden, setItem: forbidden };
  expect(readPreferences(storage, 'en').zone).toBe('Asia/Jakarta');
  expect(() => writePreferences(storage, readPreferences(storage, 'en'))).not.toThrow();
});
