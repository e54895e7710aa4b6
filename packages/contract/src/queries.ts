import { z } from 'zod';

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
  readonly compare?: readonly (Series & { readonly shiftMs: number })[];
  /** Some groups are merged in `(other)` because of groupsMax or cellsMax. */
  readonly truncated: boolean;
  /** `unavailable` while the metric store does not answer: only recent data is shown. */
  readonly history: 'available' | 'unavailable';
}

export const orderSchema = z.enum(['total', '-total', 'group']);

/** The parameters of a series query after parsing. Lists are sorted, so that equal queries have equal text. */
export const seriesQuerySchema = z.object({
  metric: z.string().min(1).max(100),
  from: z.string().max(64).default('now-3h'),
  to: z.string().max(64).default('now'),
  step: z
    .string()
    .regex(/^[1-9]\d{0,4}[mhd]$/)
    .optional(),
  by: z.array(z.string().max(100)).max(8).default([]),
  where: z.array(z.string().max(2048)).max(64).default([]),
  tz: z.string().max(64).default('UTC'),
  compare: z
    .string()
    .regex(/^[1-9]\d{0,3}[hd]$/)
    .optional(),
  stat: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10),
  order: orderSchema.default('-total'),
});

export type SeriesQuery = z.infer<typeof seriesQuerySchema>;
export type SeriesQueryInput = z.input<typeof seriesQuerySchema>;

/** The parameters of `GET /v1/events` after parsing. */
export const eventsQuerySchema = z.object({
  type: z.array(z.string().max(255)).max(50).default([]),
  from: z.string().max(64).default('now-3h'),
  to: z.string().max(64).default('now'),
  where: z.array(z.string().max(2048)).max(64).default([]),
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
