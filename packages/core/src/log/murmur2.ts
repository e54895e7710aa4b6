const seed = 0x9747b28c;
const mixer = 0x5bd1e995;
const shift = 24;

/**
 * The 32-bit hash of Kafka's default partitioner (`org.apache.kafka.common.utils.Utils.murmur2`; Appleby's MurmurHash2)
 * over `bytes[from … to)`, as a signed integer.
 */
export function murmur2(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const length = to - from;
  let hash = seed ^ length;
  let at = from;
  for (const last = from + (length & ~3); at < last; at += 4) {
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    word = Math.imul(word, mixer);
    word ^= word >>> shift;
    hash = Math.imul(hash, mixer) ^ Math.imul(word, mixer);
  }
  const rest = to - at;
  if (rest === 3) hash ^= bytes[at + 2]! << 16;
  if (rest >= 2) hash ^= bytes[at + 1]! << 8;
  if (rest >= 1) hash = Math.imul(hash ^ bytes[at]!, mixer);
  hash = Math.imul(hash ^ (hash >>> 13), mixer);
  return hash ^ (hash >>> 15);
}

/** The partition that Kafka's default partitioner gives a key: the hash without its sign bit, modulo the partition count. */
export function partitionOfKey(partitions: number, bytes: Uint8Array, from = 0, to = bytes.length): number {
  return (murmur2(bytes, from, to) & 0x7fffffff) % partitions;
}
