import { describe, expect, it } from 'vitest';
import { murmur2, partitionOfKey } from './murmur2.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('murmur2', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as the Java client does', (text, expected) => {
    expect(murmur2(bytesOf(text))).toBe(expected);
  });

  it('hashes a range without copying it', () => {
    expect(murmur2(bytesOf('xxfoobaryy'), 2, 8)).toBe(-790332482);
  });

  it('drops the sign bit before the modulo, as the partitioner does', () => {
    expect(partitionOfKey(5, bytesOf('21'))).toBe(0);
  });
});
