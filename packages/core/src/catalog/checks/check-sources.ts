import type { EmitDefinition, EventDefinition, FieldDefinition, SourceDefinition } from '@tidewatch/contract';
import type { Environment } from '../../expressions/environments.ts';
import { sourceEnvironment } from '../../expressions/environments.ts';
import { didYouMean } from '../../expressions/nearest-name.ts';
import type { ExpressionType } from '../../expressions/types.ts';
import { checkExpression } from './check-expression.ts';
import type { Defined } from './documents.ts';

const ownTopics = new Set([
  'events',
  'rollups',
  'definitions',
  'dead-letters',
  'alerts',
  'notifications',
  'operations',
]);
const isFile = (source: SourceDefinition): boolean => source.format === 'csv' || source.format === 'ndjson';

/** What an expression may give for a field of each type. Amounts come as numbers or decimal text in major units. */
const givesFor: Readonly<Record<FieldDefinition['type'], readonly ExpressionType['kind'][]>> = {
  string: ['string'],
  number: ['int', 'double'],
  integer: ['int', 'double'],
  boolean: ['bool'],
  timestamp: ['timestamp', 'string'],
  money: ['int', 'double', 'string'],
};

const identifiers: readonly ExpressionType['kind'][] = ['string', 'int', 'double'];

type EventsByType = ReadonlyMap<string, Defined<EventDefinition>>;

function checkEmit(
  emit: EmitDefinition,
  index: number,
  source: Defined<SourceDefinition>,
  environment: Environment,
  events: EventsByType,
  broken: ReadonlySet<string>,
): void {
  const { report } = source;
  const at = ['emit', index] as const;
  if (emit.when !== undefined) checkExpression(emit.when, environment, ['bool'], report, [...at, 'when']);
  checkExpression(emit.id, environment, identifiers, report, [...at, 'id']);
  checkExpression(emit.time, environment, ['timestamp', 'string'], report, [...at, 'time']);
  if (emit.subject !== undefined) checkExpression(emit.subject, environment, identifiers, report, [...at, 'subject']);
  const event = events.get(emit.event)?.definition;
  if (event === undefined) {
    if (!broken.has(emit.event))
      report([...at, 'event'], `unknown event type "${emit.event}"${didYouMean(emit.event, events.keys())}`);
    return;
  }
  if (source.definition.active && !event.active) report([...at, 'event'], `event type "${emit.event}" is not active`);
  for (const [name, text] of Object.entries(emit.data)) {
    const field = Object.hasOwn(event.data, name) ? event.data[name] : undefined;
    if (field === undefined)
      report(
        [...at, 'data', name],
        `event "${emit.event}" has no field "${name}"${didYouMean(name, Object.keys(event.data))}`,
        { key: true },
      );
    else checkExpression(text, environment, givesFor[field.type], report, [...at, 'data', name]);
  }
  for (const [name, field] of Object.entries(event.data)) {
    if (field.required && !Object.hasOwn(emit.data, name))
      report([...at, 'data'], `field "${name}" of event "${emit.event}" is required`, { key: true });
  }
}

function checkTopic(source: Defined<SourceDefinition>, taken: Map<string, string>): void {
  const { definition, report } = source;
  if (isFile(definition)) {
    if (definition.topic !== undefined)
      report(['topic'], `a ${definition.format} source is a file: it has no topic`, { key: true });
    return;
  }
  if (definition.topic === undefined) {
    report([], `a source of format ${definition.format} needs "topic"`);
    return;
  }
  if (ownTopics.has(definition.topic)) report(['topic'], `"${definition.topic}" is a topic of Tidewatch itself`);
  const other = taken.get(definition.topic);
  if (other !== undefined) report(['topic'], `topic "${definition.topic}" is read by source "${other}" already`);
  taken.set(definition.topic, definition.source);
}

/** Checks every source against the events that it emits. */
export function checkSources(
  sources: readonly Defined<SourceDefinition>[],
  events: EventsByType,
  broken: ReadonlySet<string> = new Set(),
): void {
  const taken = new Map<string, string>();
  for (const source of sources) {
    checkTopic(source, taken);
    const environment = sourceEnvironment(source.definition.format);
    source.definition.emit?.forEach((emit, index) => checkEmit(emit, index, source, environment, events, broken));
  }
}
