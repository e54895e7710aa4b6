const magic = 0x184d2204;
const skippableMagic = 0x184d2a50;
const flag = { blockChecksum: 0x10, contentSize: 0x08, contentChecksum: 0x04, dictionary: 0x01 } as const;
const storedBit = 0x80000000;
const matchLengthMin = 4;

/**
 * Unpacks LZ4 frames (LZ4 frame format 1.6.3 and block format, github.com/lz4/lz4/tree/dev/doc), which Kafka clients write with the
 * codec `lz4`. Checksums are passed over. Written here because no LZ4 package for Node is both kept and free of native code.
 *
 * @throws RangeError for bytes that are not LZ4, or that unpack to more than `bytesMax`
 */
export function decompressLz4(packed: Buffer, bytesMax: number): Buffer {
  const output = new GrowingBuffer(packed.length * 4, bytesMax);
  let at = 0;
  while (at + 4 <= packed.length) at = readFrame(packed, at, output);
  return output.bytes.subarray(0, output.length);
}

class GrowingBuffer {
  bytes: Buffer;
  length = 0;
  readonly #bytesMax: number;

  constructor(bytesExpected: number, bytesMax: number) {
    this.bytes = Buffer.allocUnsafe(Math.min(Math.max(bytesExpected, 1024), bytesMax));
    this.#bytesMax = bytesMax;
  }

  /** Makes room for `more` bytes behind `length`. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    if (needed > this.#bytesMax) throw new RangeError(`unpacks to more than ${this.#bytesMax} bytes`);
    const larger = Buffer.allocUnsafe(Math.min(this.#bytesMax, Math.max(needed, this.bytes.length * 2)));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** Reads one frame and returns where the next begins. */
function readFrame(packed: Buffer, start: number, output: GrowingBuffer): number {
  const found = packed.readUInt32LE(start);
  if ((found & 0xfffffff0) >>> 0 === skippableMagic) return start + 8 + packed.readUInt32LE(start + 4);
  if (found !== magic) throw new RangeError('no LZ4 frame');
  const flags = packed.readUInt8(start + 4);
  const has = (which: number): boolean => (flags & which) !== 0;
  // Magic, flags, block size, then what the flags announce, then a checksum of the header.
  let at = start + 6 + (has(flag.contentSize) ? 8 : 0) + (has(flag.dictionary) ? 4 : 0) + 1;
  // A match never reaches back before its frame.
  const frameStart = output.length;
  for (;;) {
    const size = packed.readUInt32LE(at);
    at += 4;
    if (size === 0) break;
    const length = (size & ~storedBit) >>> 0;
    const block = packed.subarray(at, at + length);
    if (block.length < length) throw new RangeError('an LZ4 block is cut off');
    if ((size & storedBit) === 0) unpackBlock(block, output, frameStart);
    else {
      output.reserve(length);
      output.length += block.copy(output.bytes, output.length);
    }
    at += length + (has(flag.blockChecksum) ? 4 : 0);
  }
  return at + (has(flag.contentChecksum) ? 4 : 0);
}

function unpackBlock(block: Buffer, output: GrowingBuffer, frameStart: number): void {
  let at = 0;
  const readLength = (short: number): number => {
    let length = short;
    if (short < 15) return length;
    for (let byte = 255; byte === 255; length += byte) byte = block.readUInt8(at++);
    return length;
  };
  while (at < block.length) {
    const token = block.readUInt8(at++);
    const literals = readLength(token >>> 4);
    if (at + literals > block.length) throw new RangeError('LZ4 literals are cut off');
    output.reserve(literals);
    output.length += block.copy(output.bytes, output.length, at, at + literals);
    at += literals;
    // The last sequence of a block has literals only.
    if (at >= block.length) return;
    const distance = block.readUInt16LE(at);
    at += 2;
    copyMatch(output, distance, matchLengthMin + readLength(token & 15), frameStart);
  }
}

function copyMatch(output: GrowingBuffer, distance: number, length: number, frameStart: number): void {
  const from = output.length - distance;
  if (distance === 0 || from < frameStart) throw new RangeError('an LZ4 match points outside');
  output.reserve(length);
  const { bytes } = output;
  // A match may overlap what it makes: then bytes must be copied one after another.
  if (distance >= length) bytes.copyWithin(output.length, from, from + length);
  else for (let index = 0; index < length; index++) bytes[output.length + index] = bytes[from + index]!;
  output.length += length;
}
