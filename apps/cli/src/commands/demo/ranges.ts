/** A span of time, epoch ms: from ≤ time < to. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is missing of `whole` beside `done`, newest first, in pieces that begin and end at multiples of `pieceMs`. */
export function missingRanges(whole: Range, done: readonly Range[], pieceMs: number): readonly Range[] {
  const missing: Range[] = [];
  let from = whole.from;
  for (const range of [...done.toSorted((left, right) => left.from - right.from), { from: whole.to, to: whole.to }]) {
    const to = Math.min(range.from, whole.to);
    for (let start = from; start < to; start = nextBorder(start, pieceMs, to))
      missing.push({ from: start, to: nextBorder(start, pieceMs, to) });
    from = Math.max(from, range.to);
  }
  return missing.toReversed();
}

function nextBorder(from: number, pieceMs: number, to: number): number {
  return Math.min(to, (Math.floor(from / pieceMs) + 1) * pieceMs);
}
