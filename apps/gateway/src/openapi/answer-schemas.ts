import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type {
  ExplainAnswer,
  ExplainedCounters,
  ExplainedEvent,
  ExplainedInput,
  ExplainedPartial,
  ExplainedPartition,
  MetricItem,
  Series,
  SeriesAnswer,
} from '@tidewatch/contract/queries';
import type { PartitionStatus, PipelineAnswer, PipelineReport, UpcomingGeneration } from '@tidewatch/contract/socket';
import {
  answerOf,
  boolean,
  history,
  instant,
  integer,
  list,
  localText,
  nullable,
  number,
  oneOf,
  text,
  textsByName,
  type Schema,
} from './answer-of.ts';
import { eventFields } from './event-schemas.ts';

/** Window start in epoch milliseconds, value. */
export const point: Schema = { type: 'array', prefixItems: [instant, nullable(number)], minItems: 2, maxItems: 2 };

const seriesFields: Record<keyof Series, Schema> = {
  group: textsByName,
  points: list(point),
  total: { ...nullable(number), description: 'The merge over the whole range.' },
};

const metric = answerOf<MetricItem>({
  metric: text,
  title: localText,
  description: localText,
  unit: nullable(text),
  by: list(text),
  grain: text,
  measure: text,
  formula: nullable(text),
  quantiles: list(number),
  from: list(text),
  good: nullable(oneOf(['up', 'down'])),
  target: nullable({ type: 'object', properties: { perDay: number, value: number } }),
  owner: text,
  builtIn: boolean,
  asOf: nullable(instant),
  healthy: { ...boolean, description: 'False when the store refused numbers of this metric.' },
});

const partial = answerOf<ExplainedPartial>(
  {
    generation: integer,
    topic: text,
    epoch: integer,
    partition: integer,
    slice: integer,
    through: nullable(integer),
    cells: integer,
    value: nullable(number),
    count: integer,
    open: boolean,
    heldBy: oneOf(['memory', 'store', 'both']),
    counters: nullable(
      answerOf<ExplainedCounters>({ read: integer, late: integer, duplicates: integer, deadLetters: integer }),
    ),
  },
  ['count'],
);

const explainedInput = answerOf<ExplainedInput>({
  metric: text,
  unit: nullable(text),
  measure: text,
  value: nullable(number),
  merge: text,
  partials: list(partial),
  omitted: nullable(
    answerOf<NonNullable<ExplainedInput['omitted']>>({ partials: integer, cells: integer, value: nullable(number) }),
  ),
});

const partition = answerOf<PartitionStatus>({
  topic: text,
  partition: integer,
  generation: integer,
  slice: integer,
  through: integer,
  end: integer,
  lagRecords: integer,
  ratePerSecond: number,
  asOf: instant,
  read: integer,
  duplicates: integer,
  late: integer,
  deadLetters: integer,
  gap: nullable(answerOf<NonNullable<PartitionStatus['gap']>>({ from: integer, below: integer })),
});

const reports = list(answerOf<PipelineReport>({ id: text, code: text, text, at: instant }));
const definitions = list({ type: 'object' });

/** What the doors to numbers and to the state of the system answer, in JSON Schema. */
export const answerSchemas = {
  document: { type: 'object' },
  metrics: answerOf<{ metrics: unknown }>({ metrics: list(metric) }),
  series: answerOf<SeriesAnswer>(
    {
      metric: text,
      unit: nullable(text),
      step: text,
      tz: text,
      from: instant,
      to: instant,
      asOf: nullable(instant),
      series: list(answerOf<Series>(seriesFields)),
      compare: list(answerOf<Series & { readonly shiftMs: number }>({ ...seriesFields, shiftMs: integer })),
      truncated: boolean,
      history,
    },
    ['compare'],
  ),
  explain: answerOf<ExplainAnswer>({
    metric: text,
    unit: nullable(text),
    formula: nullable(text),
    from: instant,
    to: instant,
    tz: text,
    where: list(text),
    asOf: nullable(instant),
    value: nullable(number),
    inputs: list(explainedInput),
    partitions: list(
      answerOf<ExplainedPartition>({
        topic: text,
        partition: integer,
        asOf: instant,
        through: integer,
        lagRecords: integer,
      }),
    ),
    events: nullable(
      answerOf<NonNullable<ExplainAnswer['events']>>({
        path: text,
        page: list(answerOf<ExplainedEvent>({ ...eventFields, counted: boolean }, ['masked', 'case'])),
        more: boolean,
      }),
    ),
    notes: list(answerOf<ExplainAnswer['notes'][number]>({ code: text, text })),
  }),
  pipeline: answerOf<PipelineAnswer>({
    now: instant,
    generation: nullable(integer),
    upcoming: nullable(answerOf<UpcomingGeneration>({ generation: integer, done: integer, total: integer })),
    asOf: nullable(instant),
    state: oneOf(['live', 'lagging', 'stopped', 'starting']),
    simulated: boolean,
    history,
    partitions: list(partition),
    indexer: nullable(answerOf<NonNullable<PipelineAnswer['indexer']>>({ lagRecords: integer, quarantined: integer })),
    notices: list(text),
    reports,
  }),
  reports: answerOf<Pick<PipelineAnswer, 'reports'>>({ reports }),
  rebuild: answerOf<{ generation: number }>({ generation: integer }),
  catalog: answerOf<Catalog & { readonly generation: number | null }>({
    generation: nullable(integer),
    events: definitions,
    sources: definitions,
    metrics: definitions,
    formulas: definitions,
    dashboards: definitions,
    receivers: definitions,
    routes: definitions,
    inhibitions: definitions,
    muteTimings: definitions,
    rules: definitions,
  }),
  health: answerOf<{ status: string }>({ status: text }),
  ready: answerOf<{ ready: boolean; reasons: unknown }>({ ready: boolean, reasons: list(text) }),
};
