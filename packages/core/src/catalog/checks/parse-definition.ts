import type { AggregateMetric, EventDefinition, FormulaMetric, SourceDefinition } from '@tidewatch/contract';
import {
  aggregateMetricSchema,
  eventDefinitionSchema,
  formulaMetricSchema,
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
  /** Names of definitions with a wrong shape: what refers to them is not reported as unknown on top. */
  readonly broken: { readonly events: Set<string>; readonly metrics: Set<string> };
}

/** An empty collection for `parseDefinition`. */
export const noDefinitions = (): Definitions => ({
  events: [],
  sources: [],
  metrics: [],
  formulas: [],
  broken: { events: new Set(), metrics: new Set() },
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
  readonly issues?: readonly { readonly message: string }[];
}

const kinds = ['event', 'source', 'metric'] as const;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path)
    current = isObject(current) || Array.isArray(current) ? (current as Record<PropertyKey, unknown>)[key] : undefined;
  return current;
}

/** Keys that the schema knows at a path, for the nearest valid name. */
function knownKeys(schema: unknown, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of [...path, null]) {
    const node = unwrap(current);
    if (key === null) return isObject(node?.shape) ? Object.keys(node.shape) : [];
    if (isObject(node?.shape)) current = node.shape[String(key)];
    else current = node?.element ?? node?.valueType;
  }
  return [];
}

interface SchemaNode {
  readonly shape?: Record<string, unknown>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly def?: { readonly innerType?: unknown; readonly in?: unknown };
}

function unwrap(schema: unknown): SchemaNode | undefined {
  let node = schema as SchemaNode | undefined;
  while (node?.def?.innerType !== undefined) node = node.def.innerType as SchemaNode;
  return node;
}

function reportIssue(schema: unknown, value: unknown, issue: Issue, report: Defined<unknown>['report']): void {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    for (const key of issue.keys ?? [])
      report([...path, key], `unknown key "${key}"${didYouMean(key, known)}`, { key: true });
    return;
  }
  if (issue.code === 'invalid_value') {
    const got = valueAt(value, issue.path);
    const names = (issue.values ?? []).map(String);
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
  else
    report(
      [kind],
      `unknown kind "${kind}": the first key of a definition is one of ${kinds.join(', ')}${didYouMean(kind, kinds)}`,
      { key: true },
    );
}
