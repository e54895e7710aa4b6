/**
 * Counts by bin as one list, bin and count in turn, bins ascending. A sketch of a minute mostly has one or two bins, and a list of
 * two numbers takes a fifth of the memory of a map.
 */
export type Bins = readonly number[];

/** Adds to the count of a bin; `bins` itself is changed. */
export function addToBin(bins: number[], index: number, by: number): void {
  let low = 0;
  let high = bins.length >> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bins[middle * 2]! < index) low = middle + 1;
    else high = middle;
  }
  const at = low * 2;
  if (bins[at] === index) bins[at + 1]! += by;
  else if (at === bins.length) bins.push(index, by);
  else bins.splice(at, 0, index, by);
}

/** A new list with the counts of both. */
export function sumOfBins(left: Bins, right: Bins): number[] {
  const sum: number[] = [];
  let at = 0;
  for (let other = 0; other < right.length; other += 2) {
    const index = right[other]!;
    while (at < left.length && left[at]! < index) {
      sum.push(left[at]!, left[at + 1]!);
      at += 2;
    }
    let count = right[other + 1]!;
    if (left[at] === index) {
      count += left[at + 1]!;
      at += 2;
    }
    sum.push(index, count);
  }
  for (; at < left.length; at += 1) sum.push(left[at]!);
  return sum;
}
