/** 96 bits in three lanes. */
export interface TextHash {
  a: number;
  b: number;
  c: number;
}

/** Sets the lanes to where every hash begins. */
export function beginHash(out: TextHash): void {
  out.a = 0x9e3779b1;
  out.b = 0x85ebca77;
  out.c = 0xc2b2ae3d;
}

/**
 * Mixes one text into the lanes; its length goes in as well, so that ("ab", "c") and ("a", "bc") differ.
 * Each lane is the 32-bit block step of MurmurHash3 (Appleby, public domain) over UTF-16 code units with its own constants.
 * Fixed for ever: stored sketches depend on it.
 */
export function mixText(text: string, out: TextHash): void {
  let { a, b, c } = out;
  const length = text.length;
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    a ^= Math.imul(unit, 0xcc9e2d51);
    a = Math.imul((a << 13) | (a >>> 19), 5) + 0x5bd1e995;
    b ^= Math.imul(unit, 0x1b873593);
    b = Math.imul((b << 15) | (b >>> 17), 9) + 0x561ccd1b;
    c ^= Math.imul(unit, 0x38b34ae5);
    c = Math.imul((c << 17) | (c >>> 15), 3) + 0x0bcaa747;
  }
  // An empty text must move the lanes as well.
  out.a = (Math.imul(a ^ length, 0x2c1b3c6d) + 0x297a2d39) | 0;
  out.b = (Math.imul(b ^ length, 0x9e3779b1) + 0x3c6ef372) | 0;
  out.c = (Math.imul(c ^ length, 0x7feb352d) + 0x1b56c4e9) | 0;
}

/** Spreads every lane over all its bits (the finalizer of MurmurHash3). */
export function finishHash(out: TextHash): void {
  out.a = finish(out.a);
  out.b = finish(out.b);
  out.c = finish(out.c);
}

function finish(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
