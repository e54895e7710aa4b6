const polynomial = 0x82f63b78;
const lanes = 8;

/** `tables[n][byte]`: what `byte`, followed by `n` zero bytes, makes of an empty checksum. */
const tables = makeTables();

function makeTables(): Uint32Array[] {
  const first = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 1 ? (sum >>> 1) ^ polynomial : sum >>> 1;
    first[byte] = sum;
  }
  const made = [first];
  for (let lane = 1; lane < lanes; lane++) {
    const before = made[lane - 1]!;
    made.push(before.map((sum) => (sum >>> 8) ^ first[sum & 0xff]!));
  }
  return made;
}

const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** CRC-32C (Castagnoli) of `bytes[from … to)`, unsigned, eight bytes at a time (Kounavis and Berry, "slicing-by-8", 2008). */
export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0xffffffff;
  let at = from;
  for (const last = to - lanes; at <= last; at += lanes) {
    const low = sum ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    sum =
      t7[low & 0xff]! ^
      t6[(low >>> 8) & 0xff]! ^
      t5[(low >>> 16) & 0xff]! ^
      t4[low >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!;
  }
  for (; at < to; at++) sum = (sum >>> 8) ^ t0[(sum ^ bytes[at]!) & 0xff]!;
  return (sum ^ 0xffffffff) >>> 0;
}
