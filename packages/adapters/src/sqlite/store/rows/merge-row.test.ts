import { measureOf } from '@tidewatch/core/measures/measure-of';
import { describe, expect, it } from 'vitest';
import { mergeRow, totalOf } from './merge-row.ts';

const sum = measureOf({ measure: 'sum', scale: 1 });
const average = measureOf({ measure: 'avg', scale: 1 });

const row = mergeRow(sum, null, { ids: [9, 2, 5], throughs: [1, 1, 1], states: [90, 20, 50] })!;

describe('mergeRow', () => {
  it('sorts the groups of a new row', () => {
    expect([[...row.ids], [...row.columns![0]!]]).toEqual([
      [2, 5, 9],
      [20, 50, 90],
    ]);
  });

  it('takes newer versions, leaves older and equal ones, adds groups at every place', () => {
    const update = { ids: [9, 5, 2, 1, 7, 12], throughs: [0, 1, 2, 4, 4, 4], states: [91, 51, 21, 11, 71, 121] };
    const merged = mergeRow(sum, row, update)!;
    expect([[...merged.ids], [...merged.columns![0]!], [...merged.throughs]]).toEqual([
      [1, 2, 5, 7, 9, 12],
      [11, 21, 50, 71, 90, 121],
      [4, 2, 1, 4, 1, 4],
    ]);
  });

  it('takes the newest of several versions in one update', () => {
    const merged = mergeRow(sum, row, { ids: [5, 5, 5], throughs: [3, 8, 4], states: [53, 58, 54] })!;
    expect([...merged.columns![0]!]).toEqual([20, 58, 90]);
  });

  it('says when there is nothing to write', () => {
    expect(mergeRow(sum, row, { ids: [2, 9], throughs: [1, 0], states: [20, 7] })).toBeNull();
  });

  it('keeps integers beyond 2^53 exact, beside those that fit into a number', () => {
    const merged = mergeRow(sum, row, { ids: [5], throughs: [2], states: [`${2n ** 60n + 1n}n`] })!;
    expect(merged.states).toEqual([20, `${2n ** 60n + 1n}n`, 90]);
    expect(totalOf(sum, merged)).toEqual([`"${2n ** 60n + 111n}n"`, null]);
    const later = mergeRow(sum, merged, { ids: [5], throughs: [3], states: [1] })!;
    expect(later.states).toEqual([20, 1, 90]);
  });
});

describe('totalOf', () => {
  it('merges all groups', () => {
    expect(totalOf(sum, row)).toEqual([160, null]);
    const averages = mergeRow(average, null, {
      ids: [1, 2],
      throughs: [0, 0],
      states: [
        [10, 4],
        [5, 1],
      ],
    })!;
    expect(totalOf(average, averages)).toEqual([15, 5]);
  });
});
