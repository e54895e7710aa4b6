import {
  eventDefinitionSchema,
  receiverDefinitionSchema,
  seriesQuerySchema,
  settingsSchema,
  type SettingsInput,
} from '@tidewatch/contract';
import { expect, test } from 'vitest';
import { describeIssues, type Issue } from './describe-issues.ts';

interface Schema {
  safeParse(value: unknown): { readonly error?: { readonly issues: readonly Issue[] } | undefined };
}

const said = (schema: Schema, value: unknown): string =>
  describeIssues(schema, value, schema.safeParse(value).error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.')} | ${message}`)
    .join('\n');

test.each<[Schema, unknown, string]>([
  [seriesQuerySchema, { metric: 'a', limit: 'ten' }, 'limit | limit must be a number, not "ten"'],
  [seriesQuerySchema, { metric: 'a', limit: '1.5' }, 'limit | limit must be a whole number, not "1.5"'],
  [seriesQuerySchema, { metric: 'a', limit: '0' }, 'limit | limit must be at least 1'],
  [seriesQuerySchema, { metric: 'a', limit: '1e9' }, 'limit | limit must be at most 10000'],
  [seriesQuerySchema, { metric: '' }, 'metric | metric must not be empty'],
  [seriesQuerySchema, { metric: 'a', by: Array(9).fill('x') }, 'by | by must have at most 8 entries'],
  [seriesQuerySchema, { metric: 'a', by: ['x', 5] }, 'by.1 | by must be a text, not 5'],
  [seriesQuerySchema, {}, ' | "metric" is missing'],
  [seriesQuerySchema, undefined, ' | the value must be a map, not nothing'],
  [
    seriesQuerySchema,
    { metric: 'a', order: 'totl' },
    'order | order must be one of total, -total, group, not "totl"; did you mean "total"?',
  ],
  [seriesQuerySchema, { metric: 'a', step: '7s' }, 'step | step: a step is minutes, hours or days, as in 5m, 1h, 1d'],
  [eventDefinitionSchema, { event: 'a.b', title: 5 }, 'title | title must be a text or a map'],
  [
    eventDefinitionSchema,
    { event: 'a.b', title: { en: 'x', fr: 'y' } },
    'title.fr | unknown key "fr"; did you mean "en"?',
  ],
  [
    eventDefinitionSchema,
    { event: 'a.b', data: { 'a-b': { type: 'string' } } },
    'data.a-b | "a-b" is not a valid name here: a field is letters, digits and _, beginning with a letter',
  ],
  [
    receiverDefinitionSchema,
    { receiver: 'r', webhook: { url: 'https://a', sekret: {} } },
    'webhook.sekret | unknown key "sekret"; did you mean "secret"?',
  ],
  [
    settingsSchema,
    { log: { kafka: { brokrs: ['a:1'] } } },
    'log.kafka | "brokers" is missing\nlog.kafka.brokrs | unknown key "brokrs"; did you mean "brokers"?',
  ],
  [settingsSchema, { http: { port: 70_000 } }, 'http.port | port must be at most 65535'],
])('%#', (schema, value, expected) => {
  expect(said(schema, value)).toBe(expected);
});

test('a value that fits has nothing to say', () => {
  expect(said(settingsSchema, { log: { embedded: {} } } satisfies SettingsInput)).toBe('');
});
