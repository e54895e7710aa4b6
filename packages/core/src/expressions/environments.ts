import type { FieldDefinition, SourceDefinition } from '@tidewatch/contract';
import { currencyScale } from '../catalog/currency-scale.ts';
import type { ExpressionType } from './types.ts';
import { types } from './types.ts';

/** The names that an expression may use. Nothing else is reachable: no clock, no network, no process. */
export interface Environment {
  readonly variables: ReadonlyMap<string, ExpressionType>;
  /** What a name is called in messages. */
  readonly noun: 'variable' | 'metric';
}

/** The static type of a declared field. */
function fieldType(field: FieldDefinition): ExpressionType {
  switch (field.type) {
    case 'string':
      return types.string;
    case 'number':
      return types.double;
    case 'integer':
      return types.int;
    case 'boolean':
      return types.bool;
    case 'timestamp':
      return types.timestamp;
    case 'money':
      return { kind: 'money', currency: field.currency ?? '', scale: currencyScale(field.currency ?? '') ?? 1 };
  }
}

/** `event` with its envelope and the declared fields of its data. Evaluate with `{event}`. */
export function eventEnvironment(fields: ReadonlyMap<string, FieldDefinition>): Environment {
  const data: ExpressionType = {
    kind: 'record',
    fields: new Map([...fields].map(([name, field]) => [name, fieldType(field)])),
  };
  const event: ExpressionType = {
    kind: 'record',
    fields: new Map<string, ExpressionType>([
      ['id', types.string],
      ['source', types.string],
      ['type', types.string],
      ['subject', types.string],
      ['time', types.timestamp],
      ['data', data],
    ]),
  };
  return { variables: new Map([['event', event]]), noun: 'variable' };
}

/** Metrics by name, each a number or null. */
export const formulaEnvironment = (metrics: Iterable<string>): Environment => ({
  variables: new Map([...metrics].map((name) => [name, types.double])),
  noun: 'metric',
});

const row: ExpressionType = { kind: 'row', of: types.dyn };

const sourceVariables: Readonly<Record<SourceDefinition['format'], readonly (readonly [string, ExpressionType])[]>> = {
  cloudevents: [],
  json: [
    ['value', types.dyn],
    ['key', types.dyn],
  ],
  ndjson: [['value', types.dyn]],
  csv: [['row', { kind: 'row', of: types.string }]],
  debezium: [
    ['before', row],
    ['after', row],
    ['op', types.string],
    ['source', row],
  ],
};

/** The variables of a source's format: `row`, `value` and `key`, or `before`, `after`, `op`, `source`. */
export const sourceEnvironment = (format: SourceDefinition['format']): Environment => ({
  variables: new Map(sourceVariables[format]),
  noun: 'variable',
});
