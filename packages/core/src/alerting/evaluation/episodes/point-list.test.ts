import { expect, test } from 'vitest';
import { PointList } from './point-list.ts';

test('of the steps between two points the one that is furthest to the firing side stays', () => {
  const kept = (good: 'up' | 'down', when: string): unknown => {
    const list = new PointList({ good, when, stepMs: 1 }, 0, 1_440 * 3);
    for (const [at, value] of [5, 9, 2, null, 4, 7].entries()) list.add(at + 1, value);
    return list.points;
  };
  for (const good of ['up', 'down'] as const) {
    expect(kept(good, 'value > 8')).toEqual([
      [2, 9],
      [6, 7],
    ]);
    expect(kept(good, 'value < 3')).toEqual([
      [3, 2],
      [5, 4],
    ]);
  }
});
