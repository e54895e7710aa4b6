import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';
import { expect, test } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { parseDocuments } from './parse-documents.ts';

const definitions = `event: order.placed
data: {city: {type: string, dimension: true}, amount: {type: money, currency: IDR}, wait: {type: number}}
---
metric: orders
from: [order.placed]
by: [city]
measure: count
owner: ops-pharmacy
good: up
target: {perDay: 1440}
---
metric: value
from: [order.placed]
by: [city]
measure: sum
field: event.data.amount
---
metric: wait
from: [order.placed]
measure: quantiles
field: event.data.wait
---
metric: per_order
formula: value / orders
---
metric: off
active: false
from: [order.placed]
measure: count
---
`;

function check(text: string) {
  const { documents, problems } = parseDocuments('a.yaml', definitions + text);
  const normalised = normaliseCatalog(documents);
  return { problems: formatProblems([...problems, ...normalised.problems]), rules: normalised.catalog?.rules ?? [] };
}

const rule = (rest: string): string => `rule: r\nmetric: orders\n${rest}\n`;

test.each([
  ['rule: r\nmetric: ordres\nwhen: value > 1\n', '32:9: unknown metric "ordres"; did you mean "orders"?'],
  ['rule: r\nmetric: off\nwhen: value > 1\n', '32:9: metric "off" is not active'],
  [rule('when: valeu > 1'), '33:7: when: unknown variable "valeu"; did you mean "value"?'],
  [rule('when: value > previous.weak'), '33:24: when: unknown field "weak"; did you mean "week"?'],
  [rule('when: value + 1'), '33:7: when must be bool, not double'],
  [rule('when: value > 1\nclear: value <'), 'clear: '],
  [rule('clear: value < 1\nnoData: {alert: 5m}'), '"clear" goes with "when"'],
  [rule('severity: warning'), 'a rule needs "when", or "alert" under noData or whileBehind'],
  [rule('when: value > 1\nby: [ctiy]'), '34:6: metric "orders" has no dimension "ctiy"; did you mean "city"?'],
  [rule('when: value > 1\nby: [city, city]'), 'dimension "city" is named twice'],
  [rule('when: value > 1\nwhere: ["town:x"]'), 'metric "orders" has no dimension "town"'],
  [rule('when: value > 1\nwhere: [town]'), 'a filter is dimension:value'],
  [rule('when: value > 1\nover: 90s'), "over must be a multiple of the metric's grain (1m) and at most 31d"],
  [rule('when: value > 1\nover: 40d'), 'at most 31d'],
  [rule('when: value > 1\nstat: p95'), 'metric "orders" has no stats'],
  [rule('when: value > 1\nfor: soon'), 'for: '],
  [rule('when: value > 1\nsevrity: critical'), '34:1: unknown key "sevrity"; did you mean "severity"?'],
  [rule('when: value > 1\nseverity: high'), 'severity must be one of critical, warning, info, not "high"'],
  [rule('when: value > 1\nlabels: {alertname: x}'), 'label "alertname" is set by Tidewatch'],
  [rule('when: value > 1\nby: [city]\nlabels: {city: x}'), 'label "city" is a dimension of the rule already'],
  ['rule: r\nmetric: value\nminCount: 3\nwhen: value > 1\n', 'minCount needs a metric that counts its events'],
  [`${rule('when: value > 1')}---\n${rule('when: value > 2')}`, 'rule "r" is defined twice'],
])('%s', (text, message) => {
  expect(check(text).problems).toContain(message);
});

test('a rule is complete after its check: names, milliseconds, the target of its window', () => {
  const { rules, problems } = check(
    rule('when: value < target\nover: 2h\nfor: 0\nkeepFiring: 90s\nnoData: {alert: 1d}'),
  );
  expect(problems).toBe('');
  expect(rules).toEqual([
    expect.objectContaining({
      rule: 'r',
      title: 'r',
      owner: 'ops-pharmacy',
      good: 'up',
      overMs: 7_200_000,
      stepMs: 60_000,
      cells: 'all',
      forMs: 0,
      keepFiringMs: 90_000,
      noData: 'alert',
      noDataMs: 86_400_000,
      behindMs: null,
      target: 120,
      severity: 'warning',
    }),
  ]);
});

test('long windows slide in coarser steps that divide them and the day; parts of a metric have no daily target', () => {
  const steps = (over: string): unknown => check(rule(`when: value > 1\nover: ${over}`)).rules[0]?.stepMs;
  expect([steps('7m'), steps('288m'), steps('24h'), steps('7d')]).toEqual([60_000, 60_000, 300_000, 3_600_000]);
  expect(check(rule('when: value > 1\nby: [city]')).rules[0]?.target).toBeNull();
});

test('rules that are not active are checked and left out; formulas and quantiles can be watched', () => {
  const text = `rule: a\nmetric: per_order\nminCount: 5\nwhen: value > 1\n---\nrule: b\nmetric: wait\nstat: p95\nwhen: value > 1\n---\n`;
  const { rules, problems } = check(`${text}${rule('when: value > 1\nactive: false')}`);
  expect(problems).toBe('');
  expect(rules.map(({ rule: name }) => name)).toEqual(['a', 'b']);
});
