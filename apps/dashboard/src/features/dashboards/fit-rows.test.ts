import { expect, it } from 'vitest';
import { fitRows } from './fit-rows.ts';

const panel = (columns: number, rows: number) => ({ place: { columns, rows } });
const rowsOf = (...panels: ReturnType<typeof panel>[]) => fitRows(panels, 9).map(({ place }) => place.rows);

it('takes what fits, one after the other', () => {
  const tiles = [panel(4, 3), panel(2, 3), panel(2, 3), panel(2, 3), panel(2, 3)];
  expect(rowsOf(...tiles, panel(8, 6), panel(4, 6), panel(8, 7))).toEqual([3, 3, 3, 3, 3, 6, 6]);
});

it('makes a list less high where that lets it stand, but never a tile, and nothing by more than half', () => {
  expect(rowsOf(panel(7, 10), panel(5, 3), panel(5, 7), panel(4, 7))).toEqual([9, 3, 6]);
  expect(rowsOf(panel(12, 7), panel(2, 3))).toEqual([7]);
  expect(rowsOf(panel(12, 5), panel(12, 9))).toEqual([5]);
});

it('leaves no hole below what ends early', () => {
  expect(rowsOf(panel(7, 9), panel(5, 3))).toEqual([9, 9]);
  expect(rowsOf(panel(6, 4), panel(6, 6))).toEqual([6, 6]);
});

it('shows one that is higher than the wall, and nothing of nothing', () => {
  expect([rowsOf(panel(12, 30)), rowsOf()]).toEqual([[9], []]);
});
