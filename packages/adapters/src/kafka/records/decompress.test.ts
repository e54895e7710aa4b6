import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32c } from './checksum.ts';
import { decompress } from './decompress.ts';
import { decompressLz4 } from './decompress-lz4.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

describe('decompress', () => {
  it.each([
    [1, gzipSync],
    [4, zstdCompressSync],
  ])('unpacks codec %i', async (codec, pack) => {
    const text = Buffer.from('abc '.repeat(1_000));
    expect(await decompress(codec, pack(text))).toEqual(text);
  });

  it('unpacks snappy as Java clients frame it, and bare', async () => {
    // Length 5, one literal of 5 bytes.
    const bare = Buffer.concat([Buffer.from([5, 16]), Buffer.from('hello')]);
    const framed = Buffer.concat([hex('82 534e41505059 00 00000001 00000001 00000007'), bare]);
    expect((await decompress(2, bare)).toString()).toBe('hello');
    expect((await decompress(2, framed)).toString()).toBe('hello');
  });
});

/** Frame header: magic, flags (version 1, independent blocks), block size 64 KiB, checksum (not looked at). */
const frame = (...blocks: Buffer[]): Buffer => Buffer.concat([hex('04224d18 60 40 00'), ...blocks, hex('00000000')]);
const block = (content: Buffer, isStored = false): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length + (isStored ? 0x80000000 : 0));
  return Buffer.concat([size, content]);
};

describe('decompressLz4', () => {
  it('reads literals, a match that overlaps itself, and a stored block', () => {
    // Token: 2 literals, match of 4 + 6; distance 2; then a last sequence of 1 literal.
    const overlapping = block(hex('26 6162 0200 10 63'));
    expect(decompressLz4(frame(overlapping, block(Buffer.from('plain'), true)), 1_000).toString()).toBe(
      'ababababababcplain',
    );
  });

  it('reads lengths beyond one byte', () => {
    // 15 + 255 + 5 literals, match of 4 + 15 + 10 from 1 back.
    const literals = Buffer.alloc(275, 'x');
    const content = Buffer.concat([hex('ff ff 05'), literals, hex('0100 0a 00')]);
    expect(decompressLz4(frame(block(content)), 10_000).toString()).toBe('x'.repeat(275 + 29));
  });

  it('reads several frames and passes over skippable ones', () => {
    const skippable = hex('502a4d18 03000000 010203');
    const plain = frame(block(Buffer.from('one'), true));
    expect(decompressLz4(Buffer.concat([plain, skippable, plain]), 100).toString()).toBe('oneone');
  });

  it.each([
    ['no frame', hex('0102030405060708')],
    ['a match that points outside', frame(block(hex('10 61 0500 10 62')))],
    ['cut off literals', frame(block(hex('f0 05 6162')))],
    ['a cut off block', frame(block(Buffer.from('whole'), true)).subarray(0, 13)],
  ])('refuses %s', (_, packed) => {
    expect(() => decompressLz4(packed, 1_000)).toThrow(RangeError);
  });

  it('refuses what unpacks to more than it may', () => {
    expect(() => decompressLz4(frame(block(Buffer.alloc(2_000), true)), 1_500)).toThrow('more than 1500 bytes');
  });
});

describe('crc32c', () => {
  it.each([
    ['123456789', 0xe3069283],
    ['', 0],
    ['a', 0xc1d04330],
  ])('of %s', (text, sum) => {
    expect(crc32c(Buffer.from(`>${text}<`), 1, text.length + 1)).toBe(sum);
  });
});
