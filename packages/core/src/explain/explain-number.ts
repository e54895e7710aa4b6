import type { Access } from '@tidewatch/contract/access';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { ExplainAnswer, ExplainQuery } from '@tidewatch/contract/queries';
import type { PartitionStatus } from '@tidewatch/contract/socket';
import type { StoreReads } from '../live/view/store-watch.ts';
import { topicsOfMetric } from '../live/progress/topics-of-metric.ts';
import type { FirstData } from '../query/read/first-data.ts';
import type { SeriesSource } from '../query/read/series-source.ts';
import { pinnedSlices } from '../query/series/load-series.ts';
import { asOfPlan } from '../query/series/read-series.ts';
import { readValue } from '../query/series/read-value.ts';
import { countersOf } from './counters-of.ts';
import { explainEvents } from './explain-events.ts';
import { explainInput } from './explain-input.ts';
import { explainNotesOf } from './explain-notes-of.ts';
import { planExplain, type ExplainPlan } from './plan-explain.ts';
import { SliceParts, type SliceSources } from './slice-parts.ts';

const attemptsMax = 5;
/** Only to see whether there was anything at all; it tells nobody more than that. */
const unrestricted: Access = { rows: {}, showPii: false };

export interface ExplainParts {
  readonly source: SeriesSource;
  readonly store: StoreReads;
  readonly firstData: FirstData;
  /** How far each input partition has been read. */
  readonly partitions: () => readonly PartitionStatus[];
}

/** The parts of every input of a plan at one moment. */
export interface GatheredParts {
  readonly inputs: readonly SliceParts[];
  /** Cells of the bucket that the fold merged in `(other)`. */
  readonly others: readonly SliceParts[];
  readonly sources: SliceSources;
  readonly history: 'available' | 'unavailable';
}

/**
 * Takes a number apart: the partials of which it is merged, slice by slice, what was counted beside it, how far each partition has been
 * read, and the events themselves. The value is the merge of the partials, and the one that a series query gives at the same moment.
 * A store that does not answer leaves what memory holds, and says so. Throws what `planExplain` throws, and `starting`.
 */
export async function explainNumber(
  query: ExplainQuery,
  access: Access,
  parts: ExplainParts,
  now: number,
): Promise<ExplainAnswer> {
  const { source } = parts;
  const catalog = source.catalog;
  if (catalog === null) throw new TidewatchError('starting', 'There are no definitions yet.', { retry: true });
  const plan = planExplain(query, catalog, now);
  const gathered = await gather(plan, access, parts, now);
  const { series, fromMs, toMs } = plan;
  const asOf = asOfPlan(series, source);
  const statuses = parts.partitions();
  const [counters, events, healthy] = await Promise.all([
    countersOf(gathered, catalog, access, plan),
    explainEvents(plan, catalog, access, parts.store, query.events),
    isHealthy(plan, gathered, parts, asOf, now),
  ]);
  const topics = new Set(series.inputs.flatMap((input) => topicsOfMetric(input, catalog)));
  const states = gathered.inputs.map((input) => input.merged(input.inOrder()));
  const measures = gathered.inputs.map(({ measure }) => measure);
  const inputs = gathered.inputs.map((input) =>
    explainInput(input, { statuses, counters, limit: query.limit, quantile: series.quantile, healthy }),
  );
  return {
    metric: series.name,
    unit: series.unit,
    formula: catalog.formulas.find(({ metric }) => metric === series.name)?.formula ?? null,
    from: fromMs,
    to: toMs,
    tz: series.zone.name,
    where: query.where,
    asOf,
    value: readValue(series, measures, states, { healthy, hidden: [] }),
    inputs,
    partitions: statuses
      .filter(({ topic }) => topics.has(topic))
      .map(({ topic, partition, asOf: readTo, through, lagRecords }) => ({
        topic,
        partition,
        asOf: readTo,
        through,
        lagRecords,
      })),
    events: events.listed,
    notes: explainNotesOf({ plan, gathered, catalog, asOf, inputs, events: events.facts, now }),
  };
}

async function gather(plan: ExplainPlan, access: Access, parts: ExplainParts, now: number): Promise<GatheredParts> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const sources: SliceSources = { source: parts.source, store: parts.store, pin: parts.source.pin(), now };
    const gathered = await gatherOnce(plan, access, sources);
    const { boot, cutoff } = parts.source.pin();
    if (boot === sources.pin.boot && cutoff === sources.pin.cutoff) return gathered;
  }
  throw new TidewatchError('starting', 'the definitions or the live view are changing; ask again in a second', {
    retry: true,
  });
}

async function gatherOnce(plan: ExplainPlan, access: Access, sources: SliceSources): Promise<GatheredParts> {
  const { series, fromMs, toMs } = plan;
  const inputs = series.inputs.map((metric) => new SliceParts({ metric, fromMs, toMs, where: series.where, access }));
  const others = series.inputs
    .filter(({ by }) => by.length > 0)
    .map((metric) => {
      const where = Object.fromEntries(metric.by.map((dimension) => [dimension, ['(other)']]));
      return new SliceParts({ metric, fromMs, toMs, where, access });
    });
  const history = await readStore([...inputs, ...others], sources);
  const { pin, source } = sources;
  // From here on nothing waits: all inputs see memory at one moment.
  const slices = pinnedSlices(pin, source);
  for (const input of [...inputs, ...others])
    input.addMemory(slices, pin.cutoff, (generation) => source.catalogOf(generation));
  return { inputs, others, sources, history };
}

async function readStore(all: readonly SliceParts[], sources: SliceSources): Promise<'available' | 'unavailable'> {
  try {
    await Promise.all(all.map((parts) => parts.readStore(sources)));
  } catch (error) {
    if (error instanceof TidewatchError && error.code === 'store_unavailable') return 'unavailable';
    throw error;
  }
  return sources.source.history;
}

/** Whether nothing means zero: some input had data before the step in which as-of lies was over, whatever the filter. */
async function isHealthy(
  { series, fromMs, toMs, bounds }: ExplainPlan,
  { inputs, sources, history }: GatheredParts,
  { firstData }: ExplainParts,
  asOf: number | null,
  now: number,
): Promise<boolean> {
  if (asOf === null || fromMs >= asOf || history === 'unavailable') return false;
  if (inputs.some((input) => !input.isEmpty)) return true;
  const { pin, source } = sources;
  const reachedMs = bounds.find((bound) => bound >= asOf) ?? toMs;
  for (const metric of series.inputs) {
    if (await firstData.existsBefore(metric, fromMs, now)) return true;
    const all = new SliceParts({ metric, fromMs, toMs: reachedMs, where: {}, access: unrestricted });
    await all.readStore(sources);
    all.addMemory(pinnedSlices(pin, source), pin.cutoff, (generation) => source.catalogOf(generation));
    if (!all.isEmpty) return true;
  }
  return false;
}
