import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventKey, parseEventKey } from './event-key.ts';

const anyEvent = fc.record({ source: fc.string(), id: fc.string(), time: fc.integer({ min: 0, max: 4e12 }) });

test('a key says when, differs with source and id, and is safe in a URL', () => {
  fc.assert(
    fc.property(anyEvent, anyEvent, (one, other) => {
      const key = eventKey(one);
      expect(encodeURIComponent(key)).toBe(key);
      expect(parseEventKey(key)?.timeMs).toBe(one.time);
      const isSame = one.source === other.source && one.id === other.id;
      expect(parseEventKey(eventKey(other))?.print === parseEventKey(key)?.print).toBe(isSame);
    }),
  );
});

test.each(['', 'x', '-', '1-2', '../secret', `zzzzzzzzzz-${'0'.repeat(32)}`, `a-${'g'.repeat(32)}`])(
  '%j is no key',
  (text) => {
    expect(parseEventKey(text)).toBeNull();
  },
);
