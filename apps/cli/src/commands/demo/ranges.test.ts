import { describe, expect, it } from 'vitest';
import { missingRanges } from './ranges.ts';

describe('missingRanges', () => {
  it('gives the holes, newest first, cut at multiples', () => {
    const done = [
      { from: 12, to: 15 },
      { from: 0, to: 3 },
      { from: 14, to: 18 },
    ];
    expect(missingRanges({ from: 1, to: 27 }, done, 10)).toEqual([
      { from: 20, to: 27 },
      { from: 18, to: 20 },
      { from: 10, to: 12 },
      { from: 3, to: 10 },
    ]);
  });

  it('gives nothing where all is done, and all where nothing is', () => {
    expect(missingRanges({ from: 5, to: 9 }, [{ from: 0, to: 30 }], 10)).toEqual([]);
    expect(missingRanges({ from: 5, to: 9 }, [], 10)).toEqual([{ from: 5, to: 9 }]);
  });
});
