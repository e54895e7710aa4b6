import type {
  AggregateMetric,
  DashboardDefinition,
  EventDefinition,
  FormulaMetric,
  InhibitionDefinition,
  MuteTimingDefinition,
  ReceiverDefinition,
  RouteDefinition,
  RuleDefinition,
  SourceDefinition,
} from '@tidewatch/contract';
import {
  aggregateMetricSchema,
  dashboardDefinitionSchema,
  eventDefinitionSchema,
  formulaMetricSchema,
  inhibitionDefinitionSchema,
  muteTimingDefinitionSchema,
  receiverDefinitionSchema,
  routeDefinitionSchema,
  ruleDefinitionSchema,
  sourceDefinitionSchema,
} from '@tidewatch/contract';
import { didYouMean } from '../../expressions/nearest-name.ts';
import { describeIssues, type Issue } from '../../issues/describe-issues.ts';
import type { Defined } from './documents.ts';

/** Definitions by kind, as they were written, with the defaults of the schemas. */
export interface Definitions {
  readonly events: Defined<EventDefinition>[];
  readonly sources: Defined<SourceDefinition>[];
  readonly metrics: Defined<AggregateMetric>[];
  readonly formulas: Defined<FormulaMetric>[];
  readonly dashboards: Defined<DashboardDefinition>[];
  readonly rules: Defined<RuleDefinition>[];
  readonly receivers: Defined<ReceiverDefinition>[];
  readonly routes: Defined<RouteDefinition>[];
  readonly inhibitions: Defined<InhibitionDefinition>[];
  readonly muteTimings: Defined<MuteTimingDefinition>[];
  /** Names of definitions with a wrong shape: what refers to them is not reported as unknown on top. */
  readonly broken: { readonly events: Set<string>; readonly metrics: Set<string>; readonly delivery: Set<string> };
}

/** An empty collection for `parseDefinition`. */
export const noDefinitions = (): Definitions => ({
  events: [],
  sources: [],
  metrics: [],
  formulas: [],
  dashboards: [],
  rules: [],
  receivers: [],
  routes: [],
  inhibitions: [],
  muteTimings: [],
  broken: { events: new Set(), metrics: new Set(), delivery: new Set() },
});

/** What is used of a zod schema; core does not depend on zod itself. */
interface Schema<Definition> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Definition }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

const kinds = [
  'event',
  'source',
  'metric',
  'dashboard',
  'rule',
  'receiver',
  'route',
  'inhibition',
  'muteTiming',
] as const;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse<Definition>(
  schema: Schema<Definition>,
  value: unknown,
  report: Defined<unknown>['report'],
): Defined<Definition> | null {
  const result = schema.safeParse(value);
  if (result.success) return { definition: result.data, report };
  for (const { path, message, key } of describeIssues(schema, value, result.error.issues))
    report(path, message, key ? { key } : undefined);
  return null;
}

function push<Definition>(
  list: Defined<Definition>[],
  defined: Defined<Definition> | null,
  name: unknown,
  broken?: Set<string>,
): void {
  if (defined !== null) list.push(defined);
  else if (typeof name === 'string') broken?.add(name);
}

/** Reads one document into the list of its kind, or reports everything that is wrong with its shape. */
export function parseDefinition(value: unknown, report: Defined<unknown>['report'], into: Definitions): void {
  if (!isObject(value)) {
    report([], `a definition is a map whose first key is its kind: ${kinds.join(', ')}`);
    return;
  }
  const kind = Object.keys(value)[0] ?? '';
  const name = value[kind];
  if (kind === 'event') push(into.events, parse(eventDefinitionSchema, value, report), name, into.broken.events);
  else if (kind === 'source') push(into.sources, parse(sourceDefinitionSchema, value, report), name);
  else if (kind === 'metric' && 'formula' in value)
    push(into.formulas, parse(formulaMetricSchema, value, report), name, into.broken.metrics);
  else if (kind === 'metric')
    push(into.metrics, parse(aggregateMetricSchema, value, report), name, into.broken.metrics);
  else if (kind === 'dashboard') push(into.dashboards, parse(dashboardDefinitionSchema, value, report), name);
  else if (kind === 'rule') push(into.rules, parse(ruleDefinitionSchema, value, report), name);
  else if (kind === 'receiver')
    push(into.receivers, parse(receiverDefinitionSchema, value, report), name, into.broken.delivery);
  else if (kind === 'route') push(into.routes, parse(routeDefinitionSchema, value, report), name);
  else if (kind === 'inhibition') push(into.inhibitions, parse(inhibitionDefinitionSchema, value, report), name);
  else if (kind === 'muteTiming')
    push(into.muteTimings, parse(muteTimingDefinitionSchema, value, report), name, into.broken.delivery);
  else
    report(
      [kind],
      `unknown kind "${kind}": the first key of a definition is one of ${kinds.join(', ')}${didYouMean(kind, kinds)}`,
      { key: true },
    );
}
