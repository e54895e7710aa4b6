import { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { Progress } from './progress.ts';

function progress(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const stderr = new Writable({ write: (chunk, _, done) => (written.push(String(chunk)), done()) });
  const io = { stdin: Readable.from([]), stdout: stderr, stderr, env: {}, isTTY, signal: new AbortController().signal };
  return { written, progress: new Progress(io, 'events', () => time), at: (ms: number) => (time = ms) };
}

it('draws a bar on a terminal, and takes it away for a line or at the end', () => {
  const { written, progress: bar, at } = progress(true);
  bar.update(0.1, 10);
  at(1_000);
  bar.update(0.5, 1_500);
  bar.say('line 3: invalid_time');
  bar.end();
  expect(written).toEqual([
    `\r\u001B[2K${'█'.repeat(12)}${'░'.repeat(12)} 50 %  1,500 events  1,500/s`,
    '\r\u001B[2Kline 3: invalid_time\n',
    '',
  ]);
});

it('writes a line every five seconds elsewhere', () => {
  const { written, progress: lines, at } = progress(false);
  for (let ms = 0; ms <= 12_000; ms += 100) {
    at(ms);
    lines.update(ms / 12_000, ms);
  }
  lines.end();
  expect(written).toEqual(['41 %  5,000 events  1,000/s\n', '83 %  10,000 events  1,000/s\n', '']);
});
