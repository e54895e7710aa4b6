import { z } from 'zod';
import { severities, type Severity } from '../alerts.ts';
import type { LocalText } from '../queries.ts';
import { commonFields, durationSchema, expressionSchema, metricNameSchema } from './texts.ts';

const spanSchema = z.union([
  z.literal(0),
  z.string().regex(/^(0|[1-9]\d{0,5})[smhd]$/, 'a duration is a number and s, m, h or d, as in 5m'),
]);
const afterSchema = z.strictObject({ alert: durationSchema.describe('Fires after so long.') });

/** A rule as it is written in `rules/*.yaml`. */
export const ruleDefinitionSchema = z.strictObject({
  rule: metricNameSchema,
  ...commonFields,
  metric: metricNameSchema.describe('A metric or a formula metric.'),
  stat: z
    .string()
    .regex(/^p\d{1,2}(\.\d{1,4})?$/, 'a stat is a quantile such as p95')
    .optional()
    .describe('Which quantile, for metrics with measure quantiles.'),
  by: z.array(z.string().max(100)).max(8).default([]).describe('One alert per combination of these dimensions.'),
  where: z
    .array(z.string().regex(/^[^:]+:/, 'a filter is dimension:value'))
    .max(64)
    .default([])
    .describe('dimension:value; values of one dimension are alternatives.'),
  over: durationSchema.default('5m').describe('Length of the rolling window, a multiple of the metric’s grain.'),
  cells: z
    .enum(['all', 'finished'])
    .default('all')
    .describe(
      'all: the unfinished cell belongs to the window, so that too much is seen at once. finished: only whole cells, for too little and for comparisons.',
    ),
  when: expressionSchema
    .optional()
    .describe('CEL over value, count, previous.day, previous.week, baseline.median, baseline.spread, target.'),
  clear: expressionSchema.optional().describe('When it is over; unless given, when `when` is no longer true.'),
  for: spanSchema.default(0).describe('How long the condition holds before it fires.'),
  keepFiring: spanSchema.default(0).describe('How long it must be over before it resolves.'),
  minCount: z.number().int().min(0).max(1e9).default(0).describe('Events behind the value that it takes to fire.'),
  noData: z
    .union([z.enum(['ignore', 'keep']), afterSchema])
    .default('ignore')
    .describe(
      'No event in the window. ignore: counts read 0. keep: the alert stays as it is. alert: fires after so long.',
    ),
  whileBehind: z
    .union([z.literal('wait'), afterSchema])
    .default('wait')
    .describe(
      'The numbers are behind by more than 30 s. wait: nothing changes. alert: fires when they are behind by so much.',
    ),
  severity: z.enum(severities).default('warning'),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'a label is letters, digits and _'), z.string().max(200))
    .default({}),
  runbook: z.string().max(2000).optional(),
  dashboard: z.string().max(2000).optional().describe('Path or URL of the screen to open.'),
});

export type RuleDefinition = z.infer<typeof ruleDefinitionSchema>;

/** A rule after normalisation: every default filled in, durations in milliseconds, names resolved. */
export interface Rule {
  readonly rule: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly owner: string;
  readonly metric: string;
  readonly unit: string | null;
  readonly good: 'up' | 'down' | null;
  readonly stat: string | null;
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly overMs: number;
  /** Length of the cells that the window slides by; divides `overMs`. */
  readonly stepMs: number;
  readonly cells: 'all' | 'finished';
  /** Null where only silence or lag fires. */
  readonly when: string | null;
  readonly clear: string | null;
  readonly forMs: number;
  readonly keepFiringMs: number;
  readonly minCount: number;
  readonly noData: 'ignore' | 'keep' | 'alert';
  /** With `noData: alert`. */
  readonly noDataMs: number;
  /** Null: waits. */
  readonly behindMs: number | null;
  /** The metric's target for a window as long as `over`, in API units. */
  readonly target: number | null;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
  readonly runbook: string | null;
  readonly dashboard: string | null;
}
