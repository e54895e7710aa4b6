import { describe, expect, it } from 'vitest';
import { cleanName, initialsOf, readPerson, writePerson } from './person.ts';

const storage = (text: string | null) => ({ getItem: () => text, setItem: () => undefined });

describe('who sits here', () => {
  it('is read back as written', () => {
    let kept = '';
    const person = { id: 'abcdef123456', name: 'Rina' };
    writePerson({ getItem: () => null, setItem: (_, value) => (kept = value) }, person);
    expect(readPerson(storage(kept))).toEqual(person);
  });

  it.each([
    null,
    '',
    '{',
    '42',
    '{"id":"x","name":"Rina"}',
    '{"id":"abcdef123456"}',
    '{"id":"abcdef123456","name":" "}',
  ])('is nobody for %j', (text) => {
    expect(readPerson(storage(text))).toBeNull();
  });

  it('is nobody where storage is forbidden', () => {
    const forbidden = () => {
      throw new Error('forbidden');
    };
    expect(readPerson({ getItem: forbidden, setItem: forbidden })).toBeNull();
    expect(() => writePerson({ getItem: forbidden, setItem: forbidden }, { id: 'a', name: 'b' })).not.toThrow();
  });
});

it('a name is one line of bounded length', () => {
  expect(cleanName('  Rina\nKusuma ')).toBe('Rina Kusuma');
  expect(cleanName(' \t')).toBeNull();
  expect(cleanName('x'.repeat(500))).toHaveLength(60);
});

it.each([
  ['Rina Kusuma', 'RK'],
  ['dewi', 'D'],
  ['Siti Nur Aisyah', 'SA'],
  ['"><img onerror>', 'IO'],
  ['😀 ', '?'],
  ['李 雷', '李雷'],
])('initials of %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
