import type { Catalog, Event, FieldDefinition, FieldValue, Metric } from '@tidewatch/contract';
import { noneGroupValue } from '@tidewatch/contract';
import type { Expression } from '../expressions/compile-expression.ts';
import { compileExpression } from '../expressions/compile-expression.ts';
import type { Environment } from '../expressions/environments.ts';
import { eventEnvironment } from '../expressions/environments.ts';
import type { EventPath } from '../expressions/compile/expression-shape.ts';
import { Timestamp } from '../expressions/values.ts';
import type { MeasureInput } from '../measures/measure.ts';
import { eventFields } from './checks/event-fields.ts';
import { currencyScale } from './currency-scale.ts';

/** Longest text of a group value in UTF-16 units; longer ones are cut, so that one event cannot fill the memory. */
export const groupValueLengthMax = 256;

/** The group value of one dimension as text. */
export type DimensionReader = (event: Event) => string;

/** A metric made ready for the fold: everything that is asked per event is a closure. */
export interface CompiledMetric {
  readonly metric: Metric;
  /** Place in `catalog.metrics`. */
  readonly index: number;
  /** Whether the event counts; 'error' when `where` failed, which counts as false. Absent where there is no `where`. */
  readonly matches?: (event: Event) => boolean | 'error';
  /** The readers of the group's values, in the order of `by`. */
  readonly dimensions: readonly DimensionReader[];
  /** What the measure takes; null is not counted. Amounts are in minor units. */
  readonly input: (event: Event) => MeasureInput | 'error';
}

type Read = (event: Event) => FieldValue;

function reader(path: EventPath): Read {
  if ('data' in path) {
    const name = path.data;
    return (event) => event.data[name] ?? null;
  }
  const name = path.envelope;
  return (event) => event[name];
}

function compiled(text: string, environment: Environment): Expression {
  const { expression, problem } = compileExpression(text, environment);
  // The loader has checked it: this is a catalog that went past the loader.
  if (expression === undefined) throw new Error(`the expression "${text}" was never checked: ${problem.message}`);
  return expression;
}

function compileWhere(text: string, environment: Environment): (event: Event) => boolean | 'error' {
  const expression = compiled(text, environment);
  const { shape } = expression;
  if (shape === null) {
    return (event) => {
      const result = expression.evaluate({ event });
      return typeof result === 'boolean' ? result : result === null ? false : 'error';
    };
  }
  const read = reader(shape.path);
  if (shape.kind === 'read') return (event) => read(event) === true;
  const { literal } = shape;
  return shape.kind === 'equals' ? (event) => read(event) === literal : (event) => read(event) !== literal;
}

/** An evaluated result as the measure takes it. */
function measureInput(result: unknown, money: boolean): MeasureInput | 'error' {
  if (typeof result === 'number') return Number.isFinite(result) ? (money ? Math.round(result) : result) : null;
  if (typeof result === 'bigint') return BigInt.asIntN(53, result) === result ? Number(result) : result;
  if (typeof result === 'string' || result === null) return result;
  if (typeof result === 'boolean') return String(result);
  return result instanceof Timestamp ? result.ms : 'error';
}

function compileField(metric: Metric, environment: Environment): CompiledMetric['input'] {
  if (metric.field === null) return () => null;
  const expression = compiled(metric.field, environment);
  const { shape, type } = expression;
  if (shape?.kind === 'read' && type.kind !== 'bool') return reader(shape.path) as CompiledMetric['input'];
  const textAllowed = metric.measure === 'distinct';
  const money = type.kind === 'money';
  return (event) => {
    const input = measureInput(expression.evaluate({ event }), money);
    return typeof input === 'string' && !textAllowed ? 'error' : input;
  };
}

function cut(text: string): string {
  if (text.length <= groupValueLengthMax) return text;
  const unit = text.charCodeAt(groupValueLengthMax - 2);
  const splitsPair = unit >= 0xd800 && unit <= 0xdbff;
  return `${text.slice(0, groupValueLengthMax - (splitsPair ? 2 : 1))}…`;
}

function dimension(name: string, fields: ReadonlyMap<string, FieldDefinition>): DimensionReader {
  if (name === 'event.type') return (event) => event.type;
  if (name === 'event.source') return (event) => cut(event.source);
  const field = fields.get(name);
  const scale = field?.currency === undefined ? 1 : (currencyScale(field.currency) ?? 1);
  return (event) => {
    const value = event.data[name] ?? null;
    if (typeof value === 'string') return value.length <= groupValueLengthMax ? value : cut(value);
    if (value === null) return noneGroupValue;
    if (field?.type === 'timestamp') return new Date(Number(value)).toISOString();
    return scale === 1 ? String(value) : String(Number(value) / scale);
  };
}

/**
 * Metrics by the event types that they aggregate, in the order of the catalog. Plain reads and comparisons with a literal
 * do not go through the expression evaluator. Throws for a catalog that the loader would have refused.
 */
export function compileMetrics(catalog: Catalog): ReadonlyMap<string, readonly CompiledMetric[]> {
  const byType = new Map<string, CompiledMetric[]>();
  catalog.metrics.forEach((metric, index) => {
    if (metric.from.length === 0) return;
    const { fields } = eventFields(catalog.events.filter(({ event }) => metric.from.includes(event)));
    const environment = eventEnvironment(fields);
    const compiledMetric: CompiledMetric = {
      metric,
      index,
      ...(metric.where === null ? {} : { matches: compileWhere(metric.where, environment) }),
      dimensions: metric.by.map((name) => dimension(name, fields)),
      input: compileField(metric, environment),
    };
    for (const type of metric.from) {
      const list = byType.get(type);
      if (list === undefined) byType.set(type, [compiledMetric]);
      else list.push(compiledMetric);
    }
  });
  return byType;
}
