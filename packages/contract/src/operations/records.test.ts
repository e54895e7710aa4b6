import { expect, test } from 'vitest';
import { alertOperationSchema } from './alert-operations.ts';
import { silenceOperationSchema } from './silences.ts';

const base = { v: 1, operation: 'o', alert: 'a', by: 'Rina', via: 'cli', at: 1 };

test('operations on alerts: what has another form is none', () => {
  const comment = { ...base, kind: 'alert-comment', text: 'known' };
  expect(alertOperationSchema.parse(comment)).toEqual(comment);
  expect(alertOperationSchema.safeParse({ ...base, kind: 'alert-assign', assignee: null }).success).toBe(true);
  for (const wrong of [
    { ...comment, v: 2 },
    { ...comment, text: 1 },
    { ...comment, by: { name: 'Rina' } },
    { ...comment, at: '1' },
    { ...base, kind: 'alert-assign' },
    { ...base, kind: 'alert-close' },
  ])
    expect(alertOperationSchema.safeParse(wrong).success).toBe(false);
});

test('silences: what has another form is none', () => {
  const silence = {
    id: 's',
    matchers: [{ label: 'city', op: '=', value: 'Medan' }],
    startsAt: 1,
    endsAt: 2,
    by: 'Rina',
    comment: '',
    createdAt: 1,
  };
  const record = { v: 1, kind: 'silence', silence, via: 'cli', at: 1 };
  expect(silenceOperationSchema.parse(record)).toEqual(record);
  expect(
    silenceOperationSchema.safeParse({ v: 1, kind: 'silence-end', id: 's', by: 'R', via: 'cli', at: 1 }).success,
  ).toBe(true);
  for (const wrong of [
    { ...silence, endsAt: null },
    { ...silence, matchers: [] },
    { ...silence, matchers: [{ label: 'city', op: 'is', value: 'Medan' }] },
  ])
    expect(silenceOperationSchema.safeParse({ ...record, silence: wrong }).success).toBe(false);
});
