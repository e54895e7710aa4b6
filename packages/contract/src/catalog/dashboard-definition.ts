import { z } from 'zod';
import { commonFields, eventTypeSchema, localTextSchema, metricNameSchema } from './texts.ts';

/** Every kind of panel and what it shows. */
export const panelKindTexts = {
  stat: 'One number over the range, its change, a small line. A wide one (four columns or more) is the number that matters.',
  time_series:
    'One metric as a line with the time that is compared with, target and threshold; or several of one unit (`metrics`).',
  stacked_bars: 'Bars over time, stacked by the largest groups of a dimension.',
  top_n: 'The largest groups of a dimension, each against the time that is compared with.',
  heat_map: 'Hour of the day × day of the week: the average of the last weeks.',
  table: 'Groups as rows and metrics as columns (`by`), or metrics as rows and their growth as columns (`growth`).',
  event_feed: 'The newest events of some types.',
  alert_list: 'Alerts: firing and not acknowledged first.',
  goal: 'Pace against a target per day: done, due by now, projected by midnight.',
  text: 'Paragraphs, `- ` lists, `**strong**` and `[links](https://…)`. No HTML.',
} as const;
export type PanelKind = keyof typeof panelKindTexts;

/** Columns of a dashboard's grid. */
const columnsMax = 12;
/** Lines that one chart tells apart by colour. */
const seriesMax = 6;

const dimensionSchema = z.string().min(1).max(100);
const dimensionsSchema = z.array(dimensionSchema).min(1).max(8);

/** `dimension:value`, as in the parameter `where` of the API: values of one dimension are alternatives. */
const whereSchema = z
  .array(
    z
      .string()
      .max(2048)
      .regex(/^[^:]+:/, 'where is dimension:value, as in city:Surabaya'),
  )
  .max(64)
  .default([]);

const stepSchema = z.string().regex(/^[1-9]\d{0,4}[mhd]$/, 'a step is minutes, hours or days, as in 5m, 1h, 1d');
const statSchema = z.string().regex(/^p\d{1,2}(\.\d{1,4})?$/, 'a stat is a quantile of the metric, as in p95');

const place = {
  title: localTextSchema.optional(),
  /** The question that the panel answers. */
  description: localTextSchema.optional(),
  /** Width, of 12. Each kind has a default. */
  columns: z.number().int().min(1).max(columnsMax).optional(),
  /** Height, in rows of 3.5 rem and their gaps. Each kind has a default. */
  rows: z.number().int().min(1).max(24).optional(),
};

const oneMetric = { metric: metricNameSchema, stat: statSchema.optional(), where: whereSchema };
const level = { target: z.number().optional(), threshold: z.number().optional() };
const compare = { compare: z.boolean().default(true) };

/** One number: today so far, its change, a small line. A wide one (four columns or more) is the number that matters. */
const statPanelSchema = z.strictObject({ panel: z.literal('stat'), ...place, ...oneMetric, ...compare });

/** Lines over time: one metric with last week's line and its levels, or several metrics side by side. */
const timeSeriesPanelSchema = z
  .strictObject({
    panel: z.literal('time_series'),
    ...place,
    metric: metricNameSchema.optional(),
    metrics: z.array(metricNameSchema).min(1).max(seriesMax).optional(),
    stat: statSchema.optional(),
    where: whereSchema,
    step: stepSchema.optional(),
    ...level,
    ...compare,
  })
  .refine((panel) => (panel.metric === undefined) !== (panel.metrics === undefined), {
    message: 'a time_series needs either "metric" or "metrics"',
    path: ['panel'],
  });

/** Bars over time, stacked by the largest groups of a dimension; the first of `by` unless the reader chooses another. */
const stackedBarsPanelSchema = z.strictObject({
  panel: z.literal('stacked_bars'),
  ...place,
  ...oneMetric,
  by: dimensionsSchema,
  step: stepSchema.optional(),
  limit: z.number().int().min(1).max(seriesMax).default(seriesMax),
});

/** The largest groups of a dimension; the first of `by` unless the reader chooses another. */
const topNPanelSchema = z.strictObject({
  panel: z.literal('top_n'),
  ...place,
  ...oneMetric,
  by: dimensionsSchema,
  limit: z.number().int().min(1).max(10_000).default(8),
  ...compare,
});

/** Hour of the day × day of the week: the average of the last weeks. */
const heatMapPanelSchema = z.strictObject({
  panel: z.literal('heat_map'),
  ...place,
  ...oneMetric,
  weeks: z.number().int().min(1).max(12).default(4),
});

const growthSpans = ['day', 'week', 'month'] as const;
export type GrowthSpan = (typeof growthSpans)[number];

/** Metrics as columns and the groups of a dimension as rows; or metrics as rows and their growth over spans as columns. */
const tablePanelSchema = z
  .strictObject({
    panel: z.literal('table'),
    ...place,
    metrics: z.array(metricNameSchema).min(1).max(12),
    by: dimensionsSchema.optional(),
    growth: z.array(z.enum(growthSpans)).min(1).max(3).optional(),
    where: whereSchema,
    limit: z.number().int().min(1).max(1_000).default(10),
  })
  .refine((panel) => (panel.by === undefined) !== (panel.growth === undefined), {
    message: 'a table needs either "by" (groups as rows) or "growth" (metrics as rows)',
    path: ['panel'],
  });

/** The newest events of some types. */
const eventFeedPanelSchema = z.strictObject({
  panel: z.literal('event_feed'),
  ...place,
  types: z.array(eventTypeSchema).min(1).max(50),
  where: whereSchema,
  limit: z.number().int().min(1).max(200).default(100),
});

/** Alerts: firing and not acknowledged first. */
const alertListPanelSchema = z.strictObject({
  panel: z.literal('alert_list'),
  ...place,
  limit: z.number().int().min(1).max(100).default(20),
});

/** Pace against a target per day: done, due by now, and where the day will end. */
const goalPanelSchema = z.strictObject({
  panel: z.literal('goal'),
  ...place,
  ...oneMetric,
  target: z.number().positive().optional(),
});

/** Plain paragraphs, `- ` lists, `**strong**` and `[links](https://…)`. No HTML. */
const textPanelSchema = z.strictObject({ panel: z.literal('text'), ...place, text: localTextSchema });

export const panelSchema = z.discriminatedUnion('panel', [
  statPanelSchema,
  timeSeriesPanelSchema,
  stackedBarsPanelSchema,
  topNPanelSchema,
  heatMapPanelSchema,
  tablePanelSchema,
  eventFeedPanelSchema,
  alertListPanelSchema,
  goalPanelSchema,
  textPanelSchema,
]);

/** A screen: the question it answers (its description) and the panels that answer it, in reading order. */
export const dashboardDefinitionSchema = z.strictObject({
  dashboard: z
    .string()
    .max(100)
    .regex(/^[a-z][a-z0-9_]*$/, 'a dashboard name is lower-case letters, digits and _, beginning with a letter'),
  ...commonFields,
  /** Where the screen stands among the others; smaller is earlier, and the first is the start page. */
  order: z.number().int().min(0).max(1_000_000).default(100),
  /** Dimensions that are offered as filters of the whole screen. */
  scope: z.array(dimensionSchema).max(12).default([]),
  panels: z.array(panelSchema).min(1, 'panels needs at least one panel').max(60),
});

/** A panel as the catalog has it, with the defaults of its kind. */
export type Panel = z.infer<typeof panelSchema>;
export type PanelOf<Kind extends PanelKind> = Extract<Panel, { readonly panel: Kind }>;
export type DashboardDefinition = z.infer<typeof dashboardDefinitionSchema>;
