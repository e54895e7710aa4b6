import type { AggregateMetric, EventDefinition, FieldDefinition, Metric } from '@tidewatch/contract';
import { eventEnvironment } from '../../expressions/environments.ts';
import { didYouMean } from '../../expressions/nearest-name.ts';
import type { ExpressionType } from '../../expressions/types.ts';
import { checkExpression } from './check-expression.ts';
import type { Defined } from './documents.ts';
import { eventFields } from './event-fields.ts';
import { grainMs, keepDays } from './grains.ts';

const envelopeDimensions = ['event.type', 'event.source'] as const;
const defaultKeep = '35d';
const defaultQuantiles = [0.5, 0.95];
const numeric: readonly ExpressionType['kind'][] = ['int', 'double', 'money'];
const countable: readonly ExpressionType['kind'][] = ['string', 'int', 'double', 'bool', 'timestamp'];

type EventsByType = ReadonlyMap<string, Defined<EventDefinition>>;
type Fields = ReadonlyMap<string, FieldDefinition>;

function eventsOf(
  { definition, report }: Defined<AggregateMetric>,
  events: EventsByType,
  broken: ReadonlySet<string>,
): EventDefinition[] {
  const found: EventDefinition[] = [];
  definition.from.forEach((type, index) => {
    const event = events.get(type)?.definition;
    if (event === undefined && !broken.has(type))
      report(['from', index], `unknown event type "${type}"${didYouMean(type, events.keys())}`);
    if (event !== undefined) found.push(event);
    if (event !== undefined && definition.active && !event.active)
      report(['from', index], `event type "${type}" is not active`);
    if (definition.from.indexOf(type) !== index) report(['from', index], `event type "${type}" is named twice`);
  });
  return found;
}

function checkDimensions({ definition, report }: Defined<AggregateMetric>, fields: Fields): void {
  const dimensions = [...fields].filter(([, field]) => field.dimension).map(([name]) => name);
  const known = [...dimensions, ...envelopeDimensions];
  definition.by.forEach((name, index) => {
    if (definition.by.indexOf(name) !== index) report(['by', index], `dimension "${name}" is named twice`);
    if (known.includes(name)) return;
    const message = fields.has(name)
      ? `field "${name}" is not a dimension: add dimension: true to its event`
      : `unknown dimension "${name}"${didYouMean(name, known)}`;
    report(['by', index], message);
  });
}

/** Checks `field` and gives the minor units per major unit of its amounts. */
function checkField({ definition, report }: Defined<AggregateMetric>, fields: Fields): number {
  const { measure, field } = definition;
  if (measure === 'count') {
    if (field !== undefined) report(['field'], 'count needs no field', { key: true });
    return 1;
  }
  if (field === undefined) {
    report(['measure'], `${measure} needs "field"`);
    return 1;
  }
  const expression = checkExpression(
    field,
    eventEnvironment(fields),
    measure === 'distinct' ? countable : numeric,
    report,
    ['field'],
  );
  return expression?.type.kind === 'money' ? expression.type.scale : 1;
}

function grainsOf({ definition, report }: Defined<AggregateMetric>): Metric['grains'] {
  const keep = definition.keep ?? { [definition.grain]: defaultKeep };
  if (!Object.hasOwn(keep, definition.grain))
    report(['keep'], `keep must say how long the grain ${definition.grain} is kept`, { key: true });
  const finest = grainMs(definition.grain);
  for (const grain of Object.keys(keep)) {
    if (grainMs(grain) % finest !== 0)
      report(['keep', grain], `${grain} is not a multiple of the grain ${definition.grain}`, { key: true });
  }
  return Object.entries(keep)
    .map(([grain, days]) => ({ grain, ms: grainMs(grain), keepDays: keepDays(days) }))
    .toSorted((left, right) => left.ms - right.ms);
}

function quantilesOf({ definition, report }: Defined<AggregateMetric>): readonly number[] {
  if (definition.measure !== 'quantiles') {
    if (definition.quantiles !== undefined)
      report(['quantiles'], `quantiles goes with measure: quantiles, not ${definition.measure}`, { key: true });
    return [];
  }
  return [...new Set(definition.quantiles ?? defaultQuantiles)].toSorted((left, right) => left - right);
}

/** What every metric shows of itself, with the defaults. */
export const presentation = (
  definition: Pick<AggregateMetric, 'metric' | 'title' | 'description' | 'owner' | 'unit' | 'good' | 'target'>,
) => ({
  metric: definition.metric,
  title: definition.title ?? definition.metric,
  description: definition.description ?? '',
  owner: definition.owner ?? '',
  unit: definition.unit ?? null,
  good: definition.good ?? null,
  target: targetOf(definition.target),
});

function targetOf(target: AggregateMetric['target']): Metric['target'] {
  if (target === undefined) return null;
  return {
    ...(target.perDay === undefined ? {} : { perDay: target.perDay }),
    ...(target.value === undefined ? {} : { value: target.value }),
  };
}

/** Checks one metric against the events and fills in its defaults. Problems are reported; the result is usable only without any. */
export function checkMetric(
  metric: Defined<AggregateMetric>,
  events: EventsByType,
  broken: ReadonlySet<string>,
): Metric {
  const { definition, report } = metric;
  const found = eventsOf(metric, events, broken);
  const { fields, conflicts } = eventFields(found);
  for (const name of conflicts) report(['from'], `the event types declare the field "${name}" with different types`);
  // Without its events every name would be unknown: one mistake, one message.
  if (found.length === definition.from.length) {
    checkDimensions(metric, fields);
    if (definition.where !== undefined)
      checkExpression(definition.where, eventEnvironment(fields), ['bool'], report, ['where']);
  }
  const scale =
    found.length === definition.from.length || definition.measure === 'count' ? checkField(metric, fields) : 1;
  return {
    ...presentation(definition),
    from: definition.from,
    where: definition.where ?? null,
    by: definition.by,
    measure: definition.measure,
    field: definition.field ?? null,
    scale,
    quantiles: quantilesOf(metric),
    grains: grainsOf(metric),
    groupsMax: definition.groupsMax,
    builtIn: false,
  };
}
