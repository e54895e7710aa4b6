import { z } from 'zod';
import { commonFields, eventTypeSchema, expressionSchema, metricNameSchema } from './texts.ts';

export const measures = ['count', 'sum', 'min', 'max', 'avg', 'distinct', 'quantiles'] as const;
export type MeasureName = (typeof measures)[number];

/** A tumbling interval: 1m, 5m, 1h, 1d. It divides a UTC day. */
export const grainSchema = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, 'a grain is minutes, hours or days, as in 1m, 1h')
  .refine((grain) => {
    const minutes = Number.parseInt(grain, 10) * { m: 1, h: 60, d: 1440 }[grain.at(-1) as 'm' | 'h' | 'd'];
    return minutes <= 1440 && 1440 % minutes === 0;
  }, 'a grain divides a day, as 1m, 5m, 1h, 1d do');

const targetSchema = z.strictObject({ perDay: z.number().optional(), value: z.number().optional() });

const presentationFields = {
  unit: z.string().max(40).optional(),
  good: z.enum(['up', 'down']).optional(),
  target: targetSchema.optional(),
};

/** A metric that aggregates events. `by` names declared dimensions, `event.type` or `event.source`. */
export const aggregateMetricSchema = z.strictObject({
  metric: metricNameSchema,
  ...commonFields,
  ...presentationFields,
  from: z.array(eventTypeSchema).min(1, 'from needs at least one event type'),
  where: expressionSchema.optional(),
  by: z.array(z.string().max(100)).max(8).default([]),
  measure: z.enum(measures),
  field: expressionSchema.optional(),
  quantiles: z.array(z.number().gt(0).lt(1)).min(1).max(10).optional(),
  grain: grainSchema.default('1m'),
  keep: z.record(grainSchema, z.string().regex(/^[1-9]\d{0,5}d$/, 'keep is days, as in 35d')).optional(),
  groupsMax: z.number().int().min(1).max(1_000_000).default(10_000),
});

/** A metric computed from others with the same dimensions, merged before the formula. */
export const formulaMetricSchema = z.strictObject({
  metric: metricNameSchema,
  ...commonFields,
  ...presentationFields,
  formula: expressionSchema,
});

export type AggregateMetric = z.infer<typeof aggregateMetricSchema>;
export type FormulaMetric = z.infer<typeof formulaMetricSchema>;
export type MetricDefinition = AggregateMetric | FormulaMetric;
