import { z } from 'zod';
import type { EventItem } from './events.ts';
import type { SliceIdentity } from './frames.ts';

/** One point: window start (epoch ms) and value; null where there is no data yet or a ratio has no base. */
export type Point = readonly [epochMs: number, value: number | null];

export interface Series {
  /** Dimension → value, for the dimensions of `by`. Empty for a total. */
  readonly group: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
  /** Merge over the whole range (not the sum of the points for distinct, avg, quantiles and formulas). */
  readonly total: number | null;
}

/** Answer of `GET /v1/metrics/{name}/series`. */
export interface SeriesAnswer {
  readonly metric: string;
  readonly unit: string | null;
  readonly step: string;
  readonly tz: string;
  readonly from: number;
  readonly to: number;
  /** Epoch ms up to which the numbers are complete; null before the first frame. */
  readonly asOf: number | null;
  readonly series: readonly Series[];
  /** The same groups, and as many points: each stands beside the one in its place. */
  readonly compare?: readonly (Series & { readonly shiftMs: number })[];
  /** Some groups are merged in `(other)` because of groupsMax or cellsMax; what a filter asks for may be among them. */
  readonly truncated: boolean;
  /** `unavailable` while the metric store does not answer: only recent data is shown. */
  readonly history: 'available' | 'unavailable';
}

const orderSchema = z.enum(['total', '-total', 'group']);

/** The parameters of a series query after parsing. Lists are sorted, so that equal queries have equal text. */
export const seriesQuerySchema = z.object({
  metric: z.string().min(1).max(100),
  from: z.string().max(64).default('now-3h'),
  to: z.string().max(64).default('now'),
  step: z
    .string()
    .regex(/^[1-9]\d{0,4}[mhd]$/, 'a step is minutes, hours or days, as in 5m, 1h, 1d')
    .optional(),
  by: z.array(z.string().max(100)).max(8).default([]),
  where: z.array(z.string().max(2048)).max(64).default([]),
  tz: z.string().max(64).default('UTC'),
  compare: z
    .string()
    .regex(/^[1-9]\d{0,3}[hd]$/, 'a comparison is hours or days earlier, as in 1d, 7d')
    .optional(),
  stat: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10),
  order: orderSchema.default('-total'),
});

export type SeriesQuery = z.infer<typeof seriesQuerySchema>;
export type SeriesQueryInput = z.input<typeof seriesQuerySchema>;

/** The parameters of `GET /v1/events` after parsing. */
export const eventsQuerySchema = z.object({
  /** The events that this metric counts: its types and its `where`; of a formula those of its inputs. */
  metric: z.string().min(1).max(100).optional(),
  type: z.array(z.string().max(255)).max(50).default([]),
  from: z.string().max(64).default('now-3h'),
  to: z.string().max(64).default('now'),
  where: z.array(z.string().max(2048)).max(64).default([]),
  /** Text that occurs in id, subject or a shown field, upper or lower case. */
  find: z.string().min(1).max(200).optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export type EventsQuery = z.infer<typeof eventsQuerySchema>;

/** One entry of `GET /v1/metrics`. */
export interface MetricItem {
  readonly metric: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly unit: string | null;
  readonly by: readonly string[];
  readonly grain: string;
  readonly measure: string;
  readonly formula: string | null;
  readonly quantiles: readonly number[];
  readonly from: readonly string[];
  readonly good: 'up' | 'down' | null;
  readonly target: { readonly perDay?: number; readonly value?: number } | null;
  readonly owner: string;
  readonly builtIn: boolean;
  readonly asOf: number | null;
  /** False when a partial of the metric was quarantined by the store. */
  readonly healthy: boolean;
}

/** A text for people: one string, or one per language. */
export type LocalText = string | { readonly en: string; readonly id?: string | undefined };

/** What an answer says beside the numbers. `docs/reference.md` lists them. */
export const explainNotes = {
  still_open: 'The window is not over, or not all partitions have been read up to its end: the number can still grow.',
  history_unavailable: 'The metric store does not answer: only what memory holds is explained.',
  partials_cut: 'There are more slices than were asked for; the others are merged in `omitted`.',
  group_limit: 'Groups beyond the limit of the metric are merged in (other), where a filter cannot find them.',
  other_cannot_be_listed: 'The events of (other) cannot be listed: their own values were given up.',
  definitions_differ:
    'Some slices were folded by earlier definitions: they count what the definition of their time said.',
  not_a_count: 'The metric is not a count: the number of events listed is not the number shown.',
  list_is_wider: 'The list is filtered by type, time and dimensions; whether the metric counts an event is marked.',
  duplicate_horizon:
    'An event that came again beyond the duplicate horizon counts twice, and may be listed once or twice.',
  events_not_kept: 'Events of this time are no longer kept for searching; the number outlives them.',
  about_the_pipeline: 'The metric counts records by append time, not events by event time: there is nothing to list.',
} as const;

export type ExplainNoteCode = keyof typeof explainNotes;

/**
 * The parameters of `GET /v1/metrics/{name}/explain` after parsing: one bucket, either the step that contains `at`, or the whole of
 * [from, to).
 */
export const explainQuerySchema = seriesQuerySchema
  .pick({ metric: true, step: true, where: true, tz: true, stat: true })
  .extend({
    at: z.string().max(64).optional(),
    from: z.string().max(64).optional(),
    to: z.string().max(64).optional(),
    /** Slices listed for each input; the others are merged. */
    limit: z.coerce.number().int().min(1).max(2_000).default(200),
    /** Events of the first page. */
    events: z.coerce.number().int().min(0).max(100).default(20),
  });

export type ExplainQuery = z.infer<typeof explainQuerySchema>;

/** What became of the records of a slice, whatever the metric. */
export interface ExplainedCounters {
  readonly read: number;
  readonly late: number;
  readonly duplicates: number;
  readonly deadLetters: number;
}

/** What one slice of the log adds to the number: the cells of the bucket that pass the filter, merged. */
export interface ExplainedPartial extends SliceIdentity {
  /** Last offset that any of the cells contains; null where the store would have to read too many cells for it. */
  readonly through: number | null;
  readonly cells: number;
  /** Read as if it were alone; null where it has none. */
  readonly value: number | null;
  /** How many inputs an average has. */
  readonly count?: number;
  /** The slice goes on: there is none after it yet. */
  readonly open: boolean;
  readonly heldBy: 'memory' | 'store' | 'both';
  /** Null where they are not known: the slice was appended long after the window. */
  readonly counters: ExplainedCounters | null;
}

/** A metric, or one input of a formula. */
export interface ExplainedInput {
  readonly metric: string;
  readonly unit: string | null;
  readonly measure: string;
  /** The merge of all partials. */
  readonly value: number | null;
  /** How partials become the value. */
  readonly merge: 'sum' | 'minimum' | 'maximum' | 'mean' | 'union' | 'sketch';
  /** In (topic, partition, slice) order, the newest slices where there are more than `limit`. */
  readonly partials: readonly ExplainedPartial[];
  /** The merge of the slices that are not listed. */
  readonly omitted: { readonly partials: number; readonly cells: number; readonly value: number | null } | null;
}

/** How far one input partition of the metric has been read. */
export interface ExplainedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly asOf: number;
  readonly through: number;
  readonly lagRecords: number;
}

/** An event of the bucket; `counted`: the metric, as it is defined now, takes it. */
export interface ExplainedEvent extends EventItem {
  readonly counted: boolean;
}

/** Answer of `GET /v1/metrics/{name}/explain`. */
export interface ExplainAnswer {
  readonly metric: string;
  readonly unit: string | null;
  readonly formula: string | null;
  /** The bucket, epoch ms; clipped to what is kept. */
  readonly from: number;
  readonly to: number;
  readonly tz: string;
  readonly where: readonly string[];
  readonly asOf: number | null;
  readonly value: number | null;
  readonly inputs: readonly ExplainedInput[];
  readonly partitions: readonly ExplainedPartition[];
  /** First page of the events, newest first, and the path that lists them all. Null where there is nothing to list. */
  readonly events: {
    readonly path: string;
    readonly page: readonly ExplainedEvent[];
    readonly more: boolean;
  } | null;
  readonly notes: readonly { readonly code: ExplainNoteCode; readonly text: string }[];
}
