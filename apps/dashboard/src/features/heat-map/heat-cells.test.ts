import type { Point } from '@tidewatch/contract/queries';
import { expect, it } from 'vitest';
import { heatCells } from './heat-cells.ts';

const hour = 3_600_000;
/** Friday 13:00 in Jakarta. */
const friday = Date.UTC(2026, 10, 20, 6);
const week = 7 * 24 * hour;

it('averages the same hour of the same weekday, in the zone of the screen', () => {
  const points: Point[] = [
    [friday - week, 2],
    [friday, 4],
    [friday + hour, 10],
    [friday + 2 * hour, null],
  ];
  const cells = heatCells(points, 'Asia/Jakarta', friday + 10 * hour);
  expect(cells).toHaveLength(168);
  expect(cells.filter(({ count }) => count > 0)).toEqual([
    { weekday: 4, hour: 13, value: 3, count: 2, newestMs: friday, shade: 2 },
    { weekday: 4, hour: 14, value: 10, count: 1, newestMs: friday + hour, shade: 5 },
  ]);
});

it('leaves out the hour that is not over, and tells no value from zero', () => {
  const cells = heatCells(
    [
      [friday, 0],
      [friday + hour, 7],
    ],
    'Asia/Jakarta',
    friday + 1.5 * hour,
  );
  expect(cells.filter(({ value }) => value !== null)).toMatchObject([{ hour: 13, value: 0, shade: 0 }]);
});
