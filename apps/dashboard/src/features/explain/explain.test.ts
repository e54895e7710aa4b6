import type { ExplainedInput, ExplainedPartial } from '@tidewatch/contract/queries';
import { expect, it, test } from 'vitest';
import { inputSentence, partialRows } from './explain-words.ts';
import { explainTexts } from './messages.ts';
import { explainPath } from './use-explain.ts';

const text = explainTexts.en;
const partial: ExplainedPartial = {
  generation: 2,
  topic: 'events',
  epoch: 0,
  partition: 3,
  slice: 65_536,
  through: 66_000,
  cells: 4,
  value: 30,
  open: true,
  heldBy: 'memory',
  counters: { read: 1_000, late: 2, duplicates: 3, deadLetters: 0 },
};
const input: ExplainedInput = {
  metric: 'orders',
  unit: null,
  measure: 'count',
  value: 40,
  merge: 'sum',
  partials: [{ ...partial, slice: 0, through: null, value: 10, open: false, counters: null, epoch: 1 }, partial],
  omitted: null,
};

it('says of how many slices a number is made, and how', () => {
  expect(inputSentence(input, text, 'en')).toBe('40 is the sum of 2 slices of the log.');
  const omitted = { partials: 1_200, cells: 1_200, value: 5 };
  expect(inputSentence({ ...input, merge: 'sketch', omitted }, text, 'en')).toContain('1,202 slices');
  expect(inputSentence({ ...input, partials: [], value: 0 }, text, 'en')).toBe(
    '0: no slice of the log has an event here.',
  );
  expect(inputSentence({ ...input, partials: [], value: null }, text, 'en')).toContain(text.noData);
});

it('lists slices with their offsets and their part of a sum', () => {
  expect(partialRows(input, text, 'en')).toMatchObject([
    { place: 'events 3, epoch 1', offsets: `0 – ${text.through}`, share: 0.25, open: false, counters: 'not known' },
    { place: 'events 3', offsets: '65,536 – 66,000', share: 0.75, open: true, counters: '1,000 · 2 · 3 · 0' },
  ]);
  const union = partialRows({ ...input, merge: 'union' }, text, 'id');
  expect(union.map(({ share }) => share)).toEqual([null, null]);
  expect(union[1]?.offsets).toBe('65.536 – 66.000');
  const mean = { ...input, merge: 'mean' as const, partials: [{ ...partial, count: 7 }] };
  expect(partialRows(mean, text, 'en')[0]?.value).toBe('30 of 7');
});

test('a question is one address: a point by its step, or the whole range', () => {
  const range = { from: 'now/d', to: 'now', step: '1h', tz: 'UTC', stat: undefined };
  const where = ['city:a&b', 'city:c'];
  expect(explainPath({ metric: 'orders', at: null, where, ...range })).toBe(
    '/v1/metrics/orders/explain?from=now%2Fd&to=now&step=1h&where=city%3Aa%26b&where=city%3Ac&tz=UTC',
  );
  expect(explainPath({ metric: 'orders', at: '2026-11-20T00:00:00Z', where: [], ...range, stat: 'p95' })).toBe(
    '/v1/metrics/orders/explain?at=2026-11-20T00%3A00%3A00Z&step=1h&tz=UTC&stat=p95',
  );
});
