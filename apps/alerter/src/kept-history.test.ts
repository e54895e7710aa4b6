import { RuleLife } from '@tidewatch/core/alerting/life-cycle/rule-life';
import { readingOf, readings, ruleOf } from '@tidewatch/core/alerting/life-cycle/testing/rules.fixture';
import { expect, test } from 'vitest';
import { KeptHistory } from './kept-history.ts';

const start = Date.UTC(2026, 10, 1);
const dayMs = 86_400_000;

test('a next leader begins at what is still open, or a day old', () => {
  const history = new KeptHistory();
  const life = new RuleLife(ruleOf({ by: ['city'] }));
  let offset = 0;
  const at = (time: number, values: Readonly<Record<string, number>>): void => {
    const seen = Object.entries(values).map(([city, value]) => readingOf(value, { group: [city] }));
    for (const transition of life.evaluate(time, readings(...seen)))
      expect(history.take(offset++, { ...transition, recordedAt: time })).toBe(true);
  };
  expect(history.prune(start)).toBe(0);
  at(start, { Medan: 11 });
  at(start + dayMs, { Medan: 1, Bandung: 11 });
  at(start + 2 * dayMs, { Bandung: 11, Jakarta: 11 });
  at(start + 2 * dayMs + 1, { Bandung: 11, Jakarta: 1 });
  // Bandung's second record is of day one: Medan's two are of no use any more once a day has passed.
  expect(history.transitions.map(({ alert, to }) => `${alert.group['city']} ${to}`)).toEqual([
    'Medan firing',
    'Bandung firing',
    'Medan resolved',
    'Jakarta firing',
    'Jakarta resolved',
  ]);
  expect(history.prune(start + dayMs + 1)).toBe(1);
  expect(history.prune(start + 10 * dayMs)).toBe(1);
  at(start + 11 * dayMs, { Bandung: 1 });
  expect(history.prune(start + 11 * dayMs + 1)).toBe(5);
  expect(history.prune(start + 20 * dayMs)).toBe(6);
});

test('a repeat and what is older than the newest are not new', () => {
  const history = new KeptHistory();
  const life = new RuleLife(ruleOf());
  const records = [11, 1]
    .flatMap((value, second) => life.evaluate(start + second, readings(readingOf(value))))
    .map((transition) => ({ ...transition, recordedAt: start }));
  expect(records.map((record, offset) => history.take(offset, record))).toEqual([true, true]);
  expect(records.map((record, offset) => history.take(offset + 2, record))).toEqual([false, false]);
});
