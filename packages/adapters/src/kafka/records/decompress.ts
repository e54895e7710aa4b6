import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { TidewatchError } from '@tidewatch/contract/errors';
import { decompressLz4 } from './decompress-lz4.ts';

/** A batch that unpacks to more is refused: it would take the process with it. */
const unpackedBytesMax = 512 * 1024 * 1024;

const limits = { maxOutputLength: unpackedBytesMax };
const unzip = promisify(gunzip);
const unzstd = promisify(zstdDecompress);
// A CommonJS package without types.
const require = createRequire(import.meta.url);
const makeSnappy = require('kafkajs-snappy') as () => { decompress(packed: Buffer): Promise<Buffer> };
const snappy = makeSnappy();

/** By the codec number in a batch's attributes. */
const codecs: Readonly<Record<number, (packed: Buffer) => Promise<Buffer>>> = {
  1: (packed) => unzip(packed, limits),
  2: (packed) => snappy.decompress(packed),
  3: async (packed) => decompressLz4(packed, unpackedBytesMax),
  4: (packed) => unzstd(packed, limits),
};

/**
 * Unpacks the records of a batch: 1 gzip, 2 snappy, 3 lz4, 4 zstd.
 * @throws TidewatchError `log_unavailable` (no retry) for another codec, or bytes that are not what the codec says
 */
export async function decompress(codec: number, packed: Buffer): Promise<Buffer> {
  const unpack = codecs[codec];
  if (unpack === undefined) {
    throw new TidewatchError(
      'log_unavailable',
      `a record batch is compressed with codec ${codec}, which this version does not know`,
    );
  }
  try {
    return await unpack(packed);
  } catch (error) {
    throw new TidewatchError('log_unavailable', `a record batch cannot be unpacked (codec ${codec})`, { cause: error });
  }
}
