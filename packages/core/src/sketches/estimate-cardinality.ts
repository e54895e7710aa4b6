/**
 * The improved raw estimator of Ertl 2017 ("New cardinality estimation algorithms for HyperLogLog sketches", section 2, algorithm 4):
 * unbiased over the whole range without tables. `counts[k]` is how many registers hold rank k; the last one holds saturated ranks.
 */
export function estimateCardinality(counts: Uint32Array, registers: number): number {
  const top = counts.length - 1;
  let sum = registers * tau(1 - counts[top]! / registers);
  for (let rank = top - 1; rank >= 1; rank -= 1) sum = 0.5 * (sum + counts[rank]!);
  sum += registers * sigma(counts[0]! / registers);
  return (registers / (2 * Math.LN2)) * (registers / sum);
}

function sigma(start: number): number {
  if (start === 1) return Number.POSITIVE_INFINITY;
  let x = start;
  let power = 1;
  let sum = x;
  for (let before = -1; sum !== before;) {
    x *= x;
    before = sum;
    sum += x * power;
    power += power;
  }
  return sum;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let x = start;
  let power = 1;
  let sum = 1 - x;
  for (let before = -1; sum !== before;) {
    x = Math.sqrt(x);
    before = sum;
    power *= 0.5;
    sum -= (1 - x) ** 2 * power;
  }
  return sum / 3;
}
