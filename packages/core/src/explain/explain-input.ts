import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { ExplainedCounters, ExplainedInput, ExplainedPartial } from '@tidewatch/contract/queries';
import type { PartitionStatus } from '@tidewatch/contract/socket';
import type { Measure } from '../measures/measure.ts';
import type { SlicePart, SliceParts } from './slice-parts.ts';

const merges: Readonly<Record<Metric['measure'], ExplainedInput['merge']>> = {
  count: 'sum',
  sum: 'sum',
  min: 'minimum',
  max: 'maximum',
  avg: 'mean',
  distinct: 'union',
  quantiles: 'sketch',
};

const zeroMeasures: ReadonlySet<Metric['measure']> = new Set(['count', 'sum', 'distinct']);

/** What is known beside the parts. */
export interface InputFacts {
  readonly statuses: readonly PartitionStatus[];
  readonly counters: (part: SlicePart) => ExplainedCounters | null;
  /** Parts that are listed; the others are merged. */
  readonly limit: number;
  readonly quantile: number | undefined;
  /** Nothing means zero. */
  readonly healthy: boolean;
}

/** Parts as people read them: the newest slices by name, the rest merged. */
export function explainInput(parts: SliceParts, facts: InputFacts): ExplainedInput {
  const { metric } = parts.bucket;
  const { measure } = parts;
  const all = parts.inOrder();
  const listed = new Set(all.toSorted(newestFirst).slice(0, facts.limit));
  const omitted = all.filter((part) => !listed.has(part));
  const read = (some: readonly SlicePart[]): number | null => {
    const state = parts.merged(some);
    if (state !== undefined) return measure.read(state, facts.quantile);
    return facts.healthy && zeroMeasures.has(metric.measure) ? 0 : null;
  };
  return {
    metric: metric.metric,
    unit: metric.unit,
    measure: metric.measure,
    value: read(all),
    merge: merges[metric.measure],
    partials: all.filter((part) => listed.has(part)).map((part) => explainPart(part, metric, measure, facts)),
    omitted:
      omitted.length === 0
        ? null
        : {
            partials: omitted.length,
            cells: omitted.reduce((sum, { cells }) => sum + cells, 0),
            value: read(omitted),
          },
  };
}

function explainPart(part: SlicePart, metric: Metric, measure: Measure, facts: InputFacts): ExplainedPartial {
  const { generation, topic, epoch, partition, slice, through, cells, state, heldBy } = part;
  const status = facts.statuses.find((one) => one.topic === topic && one.partition === partition);
  const encoded = metric.measure === 'avg' ? measure.encode(state) : null;
  return {
    generation,
    topic,
    epoch,
    partition,
    slice,
    through,
    cells,
    value: measure.read(state, facts.quantile),
    ...(Array.isArray(encoded) ? { count: Number(encoded[1]) } : {}),
    open: status !== undefined && status.slice === slice && status.generation === generation,
    heldBy,
    counters: facts.counters(part),
  };
}

function newestFirst(left: SlicePart, right: SlicePart): number {
  return right.epoch - left.epoch || right.slice - left.slice;
}
