import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineBytesMax, lineNumberAt, linesOfFile, type Line, type LineStart } from './lines-of-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string, start?: LineStart) {
  const path = join(folder, 'file');
  await writeFile(path, content);
  const lines: Line[] = [];
  for await (const some of linesOfFile(path, start)) lines.push(...some);
  return lines.map(({ number, bytes, end }) => [number, bytes?.toString() ?? null, end]);
}

describe('linesOfFile', () => {
  it('gives lines with their number and the place after them', async () => {
    expect(await read('\uFEFFa\r\n\nbé')).toEqual([
      [1, 'a', 6],
      [2, '', 7],
      [3, 'bé', 10],
    ]);
    expect(await read('a\n')).toEqual([[1, 'a', 2]]);
    expect(await read('')).toEqual([]);
  });

  it('gives the same lines whatever the chunks that the file is read in', async () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => 'x'.repeat((index * 7919) % 200));
    expect((await read(lines.join('\n'))).map(([, text]) => text)).toEqual(lines);
  });

  it('goes on from the end of any line', async () => {
    const all = await read('one\ntwo\nthree\nfour');
    for (const [index, [number, , end]] of all.entries()) {
      const start = { position: end as number, number: (number as number) + 1 };
      expect(await read('one\ntwo\nthree\nfour', start)).toEqual(all.slice(index + 1));
      if (index < 3) expect(await lineNumberAt(join(folder, 'file'), start.position)).toBe(start.number);
    }
  });

  it('does not keep a line that is too long, and reads those after it', async () => {
    const long = 'x'.repeat(lineBytesMax + 1);
    expect(await read(`a\n${long}\nb`)).toEqual([
      [1, 'a', 2],
      [2, null, long.length + 3],
      [3, 'b', long.length + 4],
    ]);
    expect(await read(long)).toEqual([[1, null, long.length]]);
    const just = 'x'.repeat(lineBytesMax);
    expect(await read(`${just}\n${just}`)).toEqual([
      [1, just, just.length + 1],
      [2, just, 2 * just.length + 1],
    ]);
  });
});
