import { describe, expect, it } from 'vitest';
import { CsvRows } from './csv-rows.ts';
import type { Row } from './row.ts';

function rowsOf(...lines: readonly (string | Buffer | null)[]): readonly Row[] {
  const rows = new CsvRows(['a', 'b']);
  const all = lines.flatMap((line, index) => [
    ...rows.take({ number: index + 1, end: index + 1, bytes: typeof line === 'string' ? Buffer.from(line) : line }),
  ]);
  return [...all, ...rows.finish()];
}
const brief = (rows: readonly Row[]) =>
  rows.map(({ line, end, content }) => [line, end, 'problem' in content ? content.problem.code : content.value]);

describe('CsvRows', () => {
  it('joins the lines of a quoted field and passes over empty ones', () => {
    expect(brief(rowsOf('1,2', '', '"x', '', 'y",z', '3,4'))).toEqual([
      [1, 1, { a: '1', b: '2' }],
      [3, 5, { a: 'x\n\ny', b: 'z' }],
      [6, 6, { a: '3', b: '4' }],
    ]);
  });

  it('gives up a quote that is never closed, not the rows after it', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `${index},x`);
    const rows = brief(rowsOf('1,"2', ...many, '3,4'));
    expect(rows).toHaveLength(20_002);
    expect(rows[0]).toEqual([1, 1, 'invalid_data']);
    expect(rows.slice(1, 3)).toEqual([
      [2, 2, { a: '0', b: 'x' }],
      [3, 3, { a: '1', b: 'x' }],
    ]);
    expect(rows.at(-1)).toEqual([20_002, 20_002, { a: '3', b: '4' }]);
    expect(brief(rowsOf('1,"2', '3,4'))).toEqual([
      [1, 1, 'invalid_data'],
      [2, 2, { a: '3', b: '4' }],
    ]);
  });

  it('tells of lines that cannot be read, inside an open field too', () => {
    expect(brief(rowsOf('1,"2', null, Buffer.from([0xc3]), '3,4,5'))).toEqual([
      [1, 1, 'invalid_data'],
      [2, 2, 'too_large'],
      [3, 3, 'invalid_utf8'],
      [4, 4, 'invalid_data'],
    ]);
  });

  it('keeps columns with the names of object parts', () => {
    const [row] = new CsvRows(['__proto__', 'constructor']).take({ number: 1, end: 1, bytes: Buffer.from('1,2') });
    const value = (row!.content as { value: object }).value;
    expect(Object.entries(value)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});
