import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexNames } from './index-names.ts';

const names = indexNames('tidewatch');
const at = (text: string) => Date.parse(`${text}Z`);
const times = fc.integer({ min: at('2000-01-01T00:00'), max: at('2100-01-01T00:00') });

describe('index names', () => {
  it('are a pure function of grain and window', () => {
    expect(names.rollups('1m', at('2026-11-21T23:59'))).toBe('tidewatch-rollups-1m-2026.11.21');
    expect(names.rollups('30m', at('2026-11-21T00:00'))).toBe('tidewatch-rollups-30m-2026.11.21');
    expect(names.rollups('1h', at('2026-11-21T23:00'))).toBe('tidewatch-rollups-1h-2026.11');
    expect(names.rollups('1d', at('2026-11-21T00:00'))).toBe('tidewatch-rollups-1d-2026');
    expect(names.events(at('2026-02-28T12:00'))).toBe('tidewatch-events-2026.02.28');
  });

  it('cover a range, by name while they are few', () => {
    expect(names.rollupsBetween('1m', at('2026-12-31T10:00'), at('2027-01-01T00:00'))).toEqual([
      'tidewatch-rollups-1m-2026.12.31',
    ]);
    expect(names.rollupsBetween('1h', at('2026-12-31T10:00'), at('2027-01-01T01:00'))).toEqual([
      'tidewatch-rollups-1h-2026.12',
      'tidewatch-rollups-1h-2027.01',
    ]);
    expect(names.rollupsBetween('1m', at('2026-01-01T00:00'), at('2026-12-31T00:00'))).toEqual([
      'tidewatch-rollups-1m-*',
    ]);
    expect(names.eventsBetween(0, at('2026-12-31T00:00'))).toEqual(['tidewatch-events-*']);
  });

  it('of a range hold the index of every window in it', () => {
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 1, max: 30 * 86_400_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (from, length, place) => {
          const window = from + Math.floor(place * (length - 1));
          expect(names.rollupsBetween('1m', from, from + length)).toContain(names.rollups('1m', window));
          expect(names.rollupsBetween('1h', from, from + length)).toContain(names.rollups('1h', window));
        },
      ),
    );
  });

  it('tell when their last window ends', () => {
    fc.assert(
      fc.property(times, fc.constantFrom('1m', '1h', '1d'), (time, grain) => {
        const name = names.rollups(grain, time);
        const { endMs } = names.parse(name)!;
        expect(endMs).toBeGreaterThan(time);
        expect(names.rollups(grain, endMs - 1)).toBe(name);
        expect(names.rollups(grain, endMs)).not.toBe(name);
      }),
    );
  });

  it.each([
    'tidewatch-rollups-1m-2026',
    'tidewatch-rollups-x-2026.11.21',
    'tidewatch-progress',
    'other-rollups-1m-2026.11.21',
    'tidewatch-events-all',
  ])('do not take %s for one of ours', (name) => expect(names.parse(name)).toBe(null));
});
