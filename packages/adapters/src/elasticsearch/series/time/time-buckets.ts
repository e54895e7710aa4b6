import type { AggregationNode } from '../aggregation-node.ts';

/** A part of a query's time: bucket i is [bounds[i], bounds[i+1]) and belongs to bucket `owners[i]` of the query. */
export interface TimeCut {
  readonly bounds: readonly number[];
  readonly owners: readonly number[];
}

/** How a request divides its documents by time, and how its answer is read. */
export interface TimeBuckets {
  aggregations(inner: object): object;
  /** Shows the bucket of the query and its node, for nodes that hold documents. */
  visit(node: AggregationNode, see: SeeBucket): void;
}

type SeeBucket = (owner: number, node: AggregationNode) => void;

export function timeBuckets({ bounds, owners }: TimeCut): TimeBuckets {
  const [first = 0, second = 0] = bounds;
  const step = second - first;
  if (bounds.length === 2) {
    return { aggregations: (inner) => inner, visit: (node, see) => node.doc_count > 0 && see(owners[0]!, node) };
  }
  const uniform = bounds.every((bound, index) => bound === first + index * step);
  const visit = (
    node: AggregationNode,
    see: SeeBucket,
    ownerOf: (bucket: AggregationNode) => number | undefined,
  ): void => {
    for (const bucket of node.time?.buckets ?? []) {
      const owner = bucket.doc_count > 0 ? ownerOf(bucket) : undefined;
      if (owner !== undefined) see(owner, bucket);
    }
  };
  if (uniform) {
    return {
      aggregations: (inner) => ({
        time: {
          date_histogram: {
            field: '@timestamp',
            fixed_interval: `${step}ms`,
            offset: `${first % step}ms`,
            min_doc_count: 1,
          },
          aggs: inner,
        },
      }),
      visit: (node, see) => visit(node, see, ({ key }) => owners[(Number(key) - first) / step]),
    };
  }
  const byStart = new Map(owners.map((owner, index) => [bounds[index]!, owner]));
  const ranges = owners.map((_, index) => ({ from: bounds[index], to: bounds[index + 1] }));
  return {
    aggregations: (inner) => ({ time: { range: { field: '@timestamp', ranges }, aggs: inner } }),
    visit: (node, see) => visit(node, see, ({ from }) => byStart.get(from ?? Number.NaN)),
  };
}

/** The whole query as one cut. */
export function wholeCut(bounds: readonly number[]): TimeCut {
  return { bounds, owners: bounds.slice(1).map((_, index) => index) };
}

/** Consecutive parts of at most `size` buckets. */
export function* partsOf({ bounds, owners }: TimeCut, size: number): Generator<TimeCut> {
  for (let from = 0; from < owners.length; from += size) {
    yield { bounds: bounds.slice(from, from + size + 1), owners: owners.slice(from, from + size) };
  }
}

/** Consecutive parts of about `size` buckets that begin, but for the first, at multiples of so many steps since 1970. */
export function roundParts({ bounds, owners }: TimeCut, size: number): TimeCut[] {
  const [first = 0, second = 0, third = second] = bounds;
  // The first bucket may be a part of a step.
  const step = Math.max(second - first, third - second);
  const partOf = (index: number): number => Math.floor(bounds[index]! / (step * size));
  const starts = [...owners.keys()].filter((index) => index === 0 || partOf(index) !== partOf(index - 1));
  return starts.map((from, part) => {
    const to = starts[part + 1] ?? owners.length;
    return { bounds: bounds.slice(from, to + 1), owners: owners.slice(from, to) };
  });
}

/** Every bucket in two halves at a window border; null when no bucket has more than one window. */
export function halved({ bounds, owners }: TimeCut, windowMs: number): TimeCut | null {
  const halves: { bounds: number[]; owners: number[] } = { bounds: [bounds[0]!], owners: [] };
  for (const [index, owner] of owners.entries()) {
    const [from = 0, to = 0] = [bounds[index], bounds[index + 1]];
    const middle = from + Math.floor((to - from) / windowMs / 2) * windowMs;
    if (middle > from) {
      halves.bounds.push(middle);
      halves.owners.push(owner);
    }
    halves.bounds.push(to);
    halves.owners.push(owner);
  }
  return halves.owners.length > owners.length ? halves : null;
}
