import type { DefinitionsRecord } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { ruleOf } from '../life-cycle/testing/rules.fixture.ts';
import { inForceSince } from './in-force-since.ts';

const record = (at: number, ...rules: readonly Rule[]): DefinitionsRecord => ({
  v: 1,
  kind: 'generation',
  hash: 'h',
  revision: 0,
  from: {},
  catalog: { ...suiteCatalog, rules },
  at,
});

test('a rule is in force since its wording last changed, or since it came back', () => {
  const rule = ruleOf();
  const other = ruleOf({ when: 'value > 11' });
  expect(inForceSince([], rule)).toBe(null);
  expect(inForceSince([record(1, rule), record(2, { ...rule, title: 'Another', severity: 'info' })], rule)).toBe(1);
  expect(inForceSince([record(1, rule), record(2, other), record(3, rule)], rule)).toBe(3);
  expect(inForceSince([record(1, rule), record(2), record(3, rule)], rule)).toBe(3);
  expect(inForceSince([record(1, rule), record(2, other)], rule)).toBe(null);
  expect(inForceSince([record(1, rule)], other)).toBe(null);
});
