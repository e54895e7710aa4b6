import { describe, expect, it } from 'vitest';
import type { RowCells } from './packed-row.ts';
import { packRow, RowReader } from './packed-row.ts';

const cellsOf = (
  count: number,
  columns: readonly ((index: number) => number)[],
  through = (index: number) => index * 3,
): RowCells => {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return {
    ids: Int32Array.from(indexes, (index) => index * 2 + 1),
    throughs: Float64Array.from(indexes, through),
    columns: columns.map((column) => Float64Array.from(indexes, column)),
    states: null,
  };
};

const again = (cells: RowCells): RowCells => {
  const reader = new RowReader();
  reader.open(packRow(cells));
  return reader.cells(cells.columns?.length ?? 0);
};

describe('a packed row', () => {
  const columns: Record<string, (index: number) => number> = {
    bytes: (index) => index % 256,
    shorts: (index) => index * 200,
    words: (index) => 4_000_000_000 - index,
    large: (index) => 2 ** 52 + index,
    fractions: (index) => index / 7,
    negative: (index) => -index,
    nothing: () => Number.NaN,
  };

  it.each([1, 2, 31, 32, 33, 254, 255, 256, 5_000])('gives back %i groups of every kind of number', (count) => {
    for (const one of Object.values(columns)) {
      const cells = cellsOf(count, [one, columns['fractions']!], (index) => index * 17 - 4);
      expect(again(cells)).toEqual(cells);
    }
  });

  it('keeps -0 apart from 0', () => {
    expect(Object.is(again(cellsOf(1, [() => -0])).columns![0]![0], -0)).toBe(true);
  });

  it('takes few bytes for few groups', () => {
    expect(packRow(cellsOf(1, [() => 1])).length).toBeLessThanOrEqual(8);
    expect(packRow(cellsOf(2_000, [(index) => index * 10_000], (index) => index)).length).toBeLessThan(2_000 * 8 + 40);
  });

  it.each([1, 40])('gives back %i states that are not numbers', (count) => {
    const { ids, throughs } = cellsOf(count, []);
    const states = Array.from({ length: count }, (_, index) =>
      index % 2 === 0 ? `${2n ** 60n + BigInt(index)}n` : index,
    );
    expect(again({ ids, throughs, columns: null, states })).toEqual({ ids, throughs, columns: null, states });
  });

  it('is read after a longer one without leftovers', () => {
    const reader = new RowReader();
    reader.open(packRow(cellsOf(300, [columns['shorts']!])));
    const short = cellsOf(3, [columns['bytes']!]);
    reader.open(packRow(short));
    expect(reader.cells(1)).toEqual(short);
  });

  it.each([1, 31, 32, 300])('finds each of %i groups without unpacking', (count) => {
    const cells = cellsOf(count, [columns['shorts']!, columns['fractions']!]);
    const reader = new RowReader();
    reader.open(packRow(cells));
    for (let index = 0; index < count; index++) {
      const id = cells.ids[index]!;
      expect([reader.indexOf(id), reader.indexOf(id + 1)]).toEqual([index, -1]);
      expect([0, 1].map((column) => reader.numberAt(column, index))).toEqual([index * 200, index / 7]);
    }
    expect(reader.indexOf(0)).toBe(-1);
  });

  it('knows whether it holds nothing but small integers', () => {
    const reader = new RowReader();
    const holdsCounts = Object.entries(columns).filter(([, column]) => {
      reader.open(packRow(cellsOf(40, [columns['bytes']!, column])));
      return reader.hasCountsOnly;
    });
    expect(holdsCounts.map(([name]) => name)).toEqual(['bytes', 'shorts', 'words']);
  });

  it('is read wherever its bytes lie in memory', () => {
    const cells = cellsOf(40, [columns['words']!]);
    const packed = packRow(cells);
    const moved = new Uint8Array(packed.length + 3);
    moved.set(packed, 3);
    const reader = new RowReader();
    reader.open(moved.subarray(3));
    expect(reader.cells(1)).toEqual(cells);
  });
});
