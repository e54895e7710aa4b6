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

/** What is used of a zod schema and its issues; core does not depend on zod itself. */
interface Schema<Definition> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Definition }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  /** Names of the options of a union with a discriminator. */
  readonly options?: readonly unknown[];
  readonly issues?: readonly { readonly message: string }[];
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

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path)
    current = isObject(current) || Array.isArray(current) ? (current as Record<PropertyKey, unknown>)[key] : undefined;
  return current;
}

/** The part of the schema that checks the value at a path. A union with a discriminator is the option that the value names. */
function schemaAt(schema: unknown, path: readonly PropertyKey[], value: unknown): SchemaNode | undefined {
  let current = schema;
  for (const [depth, key] of path.entries()) {
    const node = optionOf(unwrap(current), valueAt(value, path.slice(0, depth)));
    current = isObject(node?.shape) ? node.shape[String(key)] : (node?.element ?? node?.valueType);
  }
  return optionOf(unwrap(current), valueAt(value, path));
}

function optionOf(node: SchemaNode | undefined, value: unknown): SchemaNode | undefined {
  const discriminator = node?.def?.discriminator;
  if (discriminator === undefined) return node;
  const named = isObject(value) ? value[discriminator] : undefined;
  return (node?.options ?? []).map(unwrap).find((option) => namesOf(option, discriminator).includes(String(named)));
}

/** The values by which an option of a union is named. */
const namesOf = (option: SchemaNode | undefined, discriminator: string): readonly string[] =>
  ((option?.shape?.[discriminator] as SchemaNode | undefined)?.def?.values ?? []).map(String);

/** Keys that the schema knows at a path, for the nearest valid name. */
const knownKeys = (schema: unknown, path: readonly PropertyKey[], value: unknown): string[] =>
  Object.keys(schemaAt(schema, path, value)?.shape ?? {});

interface SchemaNode {
  readonly shape?: Record<string, unknown>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly unknown[];
  readonly def?: {
    readonly innerType?: unknown;
    readonly in?: unknown;
    readonly discriminator?: string;
    readonly values?: readonly unknown[];
  };
}

function unwrap(schema: unknown): SchemaNode | undefined {
  let node = schema as SchemaNode | undefined;
  while (node?.def?.innerType !== undefined) node = node.def.innerType as SchemaNode;
  return node;
}

function reportIssue(schema: unknown, value: unknown, issue: Issue, report: Defined<unknown>['report']): void {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path, value);
    for (const key of issue.keys ?? [])
      report([...path, key], `unknown key "${key}"${didYouMean(key, known)}`, { key: true });
    return;
  }
  const values = issue.code === 'invalid_union' ? issue.options : issue.values;
  if (values !== undefined) {
    const got = valueAt(value, issue.path);
    const names = values.map(String);
    const said = typeof got === 'string' ? `"${got}"` : got === undefined ? 'nothing' : `a ${typeof got}`;
    report(
      path,
      `${String(path.at(-1) ?? 'the value')} must be one of ${names.join(', ')}, not ${said}${typeof got === 'string' ? didYouMean(got, names) : ''}`,
    );
    return;
  }
  if (issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined) {
    report(path.slice(0, -1), `"${String(path.at(-1) ?? 'document')}" is missing`, { key: true });
    return;
  }
  if (issue.code === 'invalid_key') {
    report(path, `"${String(path.at(-1))}" is not a valid name here: ${issue.issues?.[0]?.message ?? ''}`, {
      key: true,
    });
    return;
  }
  report(path, `${path.length === 0 ? '' : `${path.join('.')}: `}${issue.message}`);
}

function parse<Definition>(
  schema: Schema<Definition>,
  value: unknown,
  report: Defined<unknown>['report'],
): Defined<Definition> | null {
  const result = schema.safeParse(value);
  if (result.success) return { definition: result.data, report };
  for (const issue of result.error.issues) reportIssue(schema, value, issue, report);
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
