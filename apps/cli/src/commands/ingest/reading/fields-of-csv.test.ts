import { describe, expect, it } from 'vitest';
import { fieldsOfCsv } from './fields-of-csv.ts';

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

describe('fieldsOfCsv', () => {
  it.each([
    ['', ['']],
    [',', ['', '']],
    ['a,b', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b","",""""', ['a"b', '', '"']],
    ['5" pipe,x', ['5" pipe', 'x']],
    ['"a"b,c', ['ab', 'c']],
    ['"a\nb",c', ['a\nb', 'c']],
  ])('reads %j', (text, fields) => {
    expect(fieldsOfCsv(text)).toEqual(fields);
  });

  it.each(['"a', 'x,"', '"a""', 'x,"a,b'])('finds %j unfinished', (text) => {
    expect(fieldsOfCsv(text)).toBeNull();
  });

  it('reads back whatever was written', () => {
    const short = ['', ...'a",\n'].flatMap((left) => ['', ...'a",\n'].map((right) => left + right));
    for (const one of short) {
      for (const other of short)
        expect(fieldsOfCsv([one, other, 'é'].map(quoted).join(','))).toEqual([one, other, 'é']);
    }
  });
});
