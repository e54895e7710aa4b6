import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '@tidewatch/contract';
import { DuplicateMemory } from './duplicate-memory.ts';
import { KeyHasher, type KeyHash } from './key-hasher.ts';

const hourMs = 3_600_000;
const event = (id: string, source = 's'): Event => ({
  id,
  source,
  type: 't',
  time: 0,
  subject: null,
  imported: false,
  data: {},
});

describe('DuplicateMemory', () => {
  it('agrees with a plain list of all occurrences, wherever reading begins within the horizon (I7)', () => {
    const record = fc.record({
      id: fc.integer({ min: 0, max: 12 }),
      hours: fc.integer({ min: 0, max: 9 }),
      hole: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 120 }), fc.integer({ min: 1, max: 20 }), (records, horizon) => {
        const memory = new DuplicateMemory(horizon);
        const seen: { id: number; offset: number; time: number }[] = [];
        let offset = 0;
        let time = 0;
        for (const { id, hours, hole } of records) {
          offset += hole;
          time += hours * hourMs;
          const last = seen.findLast((one) => one.id === id);
          const expected = last !== undefined && offset - last.offset <= horizon && time - last.time <= 24 * hourMs;
          expect(memory.seenBefore(event(`e${id}`), offset, time)).toBe(expected);
          seen.push({ id, offset, time });
        }
      }),
    );
  });

  it('tells a replayed dead letter from the event with the same id', () => {
    const memory = new DuplicateMemory(100);
    expect(memory.seenBefore(event('a'), 1, 0)).toBe(false);
    expect(memory.seenBefore({ ...event('a'), replayOf: 'events/0/7' }, 2, 0)).toBe(false);
    expect(memory.seenBefore({ ...event('a'), replayOf: 'events/0/7' }, 3, 0)).toBe(true);
  });

  it('tells keys apart whose texts run together', () => {
    const hash = (source: string, id: string) => JSON.stringify(new KeyHasher().hash(source, id, undefined));
    expect(hash('ab', 'c')).not.toBe(hash('a', 'bc'));
    expect(hash('', 'abc')).not.toBe(hash('abc', ''));
  });

  it('hashes an ASCII id alike as a text and as bytes, and none like another text', () => {
    const hasher = new KeyHasher();
    const text = (value: KeyHash): string => `${value.a} ${value.b} ${value.c}`;
    const known = new Map<string, string>();
    const ids = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.constantFrom('', 'shop', 'klinik-ä'), ids, fc.nat(5), (source, id, at) => {
        const bytes = new TextEncoder().encode(`${'#'.repeat(at)}${id}#####`);
        const view = new DataView(bytes.buffer);
        const words = { bytes, word: (from: number) => view.getInt32(from, true) };
        const hash = text(hasher.hash(source, id));
        if ([...id].every((character) => character < '\u0080'))
          expect(text(hasher.hashAscii(source, words, at, at + id.length))).toBe(hash);
        const key = JSON.stringify([source, id]);
        expect(known.get(hash) ?? key).toBe(key);
        known.set(hash, key);
      }),
      { numRuns: 5_000 },
    );
  });

  it('grows to a full horizon without forgetting', () => {
    const memory = new DuplicateMemory(20_000);
    for (let offset = 0; offset < 20_000; offset += 1)
      expect(memory.seenBefore(event(`e${offset}`), offset, 0)).toBe(false);
    for (let offset = 0; offset < 20_000; offset += 1)
      expect(memory.seenBefore(event(`e${offset}`), 20_000 + offset, 0)).toBe(true);
  });
});
