import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverRange } from './cover-range.ts';

const minuteMs = 60_000;
const [minute, hour, day] = [
  { grain: '1m', ms: minuteMs, reach: 0 },
  { grain: '1h', ms: 60 * minuteMs, reach: 0 },
  { grain: '1d', ms: 1440 * minuteMs, reach: 0 },
] as const;

test('whole days in the middle, hours and minutes at the edges', () => {
  const pieces = coverRange(Date.UTC(2026, 10, 1, 10, 7), Date.UTC(2026, 10, 4, 1, 30), [minute, hour, day]);
  expect(
    pieces.map(
      ({ grain, from, to }) =>
        `${grain} ${new Date(from).toISOString().slice(8, 16)} ${new Date(to).toISOString().slice(8, 16)}`,
    ),
  ).toEqual([
    '1m 01T10:07 01T11:00',
    '1h 01T11:00 02T00:00',
    '1d 02T00:00 04T00:00',
    '1h 04T00:00 04T01:00',
    '1m 04T01:00 04T01:30',
  ]);
});

test('pieces join without gap or overlap and are whole windows', () => {
  const instants = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(instants, instants, fc.subarray([minute, hour, day], { minLength: 1 }), (left, right, grains) => {
      const [from, to] = [Math.min(left, right) * minuteMs, Math.max(left, right) * minuteMs];
      const all = grains.includes(minute) ? grains : [minute, ...grains];
      const pieces = coverRange(from, to, all);
      let at = from;
      for (const piece of pieces) {
        expect(piece.from).toBe(at);
        expect(piece.from % piece.ms).toBe(0);
        expect(piece.to % piece.ms).toBe(0);
        at = piece.to;
      }
      expect(at).toBe(pieces.length === 0 ? from : to);
    }),
  );
});

test('windows that a grain no longer keeps are read from a coarser one, or left out', () => {
  const kept = { ...minute, reach: 120 * minuteMs };
  expect(coverRange(0, 150 * minuteMs, [kept, hour])).toEqual([
    { grain: '1h', ms: hour.ms, from: 0, to: 120 * minuteMs },
    { grain: '1m', ms: minuteMs, from: 120 * minuteMs, to: 150 * minuteMs },
  ]);
  expect(coverRange(30 * minuteMs, 60 * minuteMs, [kept, hour])).toEqual([]);
});
