import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { minuteMs, ruleOf } from '../life-cycle/testing/rules.fixture.ts';
import { draftRule, spanText } from './draft-rule.ts';

const rule = ruleOf({
  metric: 'orders',
  owner: 'ops',
  by: ['city'],
  where: ['merchant:m1'],
  overMs: 90 * minuteMs,
  clear: 'value < 5',
  forMs: 90_000,
  noData: 'alert',
  noDataMs: 86_400_000,
  behindMs: 2 * minuteMs,
  good: null,
  labels: { team: 'ops' },
});
const catalog = { ...suiteCatalog, rules: [rule] };

test('a draft changes what it names and nothing else', () => {
  expect(draftRule('too_many', {}, catalog)).toBe(rule);
  expect(draftRule('too_many', { when: 'value > 20', for: '0s' }, catalog)).toEqual({
    ...rule,
    when: 'value > 20',
    forMs: 0,
  });
});

test('a draft takes out what it sets to null', () => {
  expect(draftRule('too_many', { clear: null, runbook: null }, catalog)).toEqual({ ...rule, clear: null });
  expect(() => draftRule('too_many', { metric: null }, catalog)).toThrow('metric');
});

test('a draft may be a new rule; what is wrong with it is told, all at once', () => {
  expect(draftRule('new_one', { metric: 'plain', when: 'value > 1' }, catalog)).toMatchObject({
    rule: 'new_one',
    by: [],
  });
  expect(() => draftRule('new_one', { when: 'value > 1' }, catalog)).toThrow('there are too_many');
  expect(() => draftRule('too_many', { metric: 'plain' }, catalog)).toThrow(
    /no dimension "city".*no dimension "merchant"/,
  );
  expect(() => draftRule('too_many', { when: 'valeu > 1' }, catalog)).toThrow('did you mean "value"?');
  expect(() => draftRule('too_many', { whne: 'value > 1' }, catalog)).toThrow('whne');
});

test('durations as the catalog writes them', () => {
  expect([0, 1_000, 60_000, 5_400_000, 86_400_000].map(spanText)).toEqual(['0s', '1s', '1m', '90m', '1d']);
});
