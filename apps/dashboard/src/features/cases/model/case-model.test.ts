import type { EventItem } from '@tidewatch/contract/events';
import type { CaseState } from '@tidewatch/contract/operations/cases';
import { describe, expect, it } from 'vitest';
import { clockText, durationMs, isoDuration, urgencyOf } from './case-clock.ts';
import { newerCase, shownCase, type PendingAct } from './case-state.ts';
import { factRows } from './fact-rows.ts';
import { heldRows } from './held-rows.ts';
import { catalogWords } from '../../../shared/catalog/catalog-words.ts';
import { messages } from '../../../shared/i18n/messages.ts';
import { historyMoments } from './history-moments.ts';
import { relatedSearch } from './related-field.ts';
import { visibleRows } from './visible-rows.ts';

const rina = { id: 'person-rina', name: 'Rina' };
const dewi = { id: 'person-dewi', name: 'Dewi' };
const at = Date.UTC(2026, 10, 20, 7);
const event: EventItem = {
  key: 'k1',
  topic: 'events',
  partition: 0,
  offset: 1,
  id: 'ord-1/cancelled',
  source: 'shop',
  type: 'order.cancelled',
  time: new Date(at).toISOString(),
  appendedAt: new Date(at).toISOString(),
  subject: 'ord-1',
  data: { orderId: 'ord-1', merchantId: 'apotek-melati', reason: null, amount: 184_000, paid: true, patientName: null },
  masked: ['patientName'],
};
const claimed: CaseState = {
  key: 'k1',
  event: { key: 'k1', source: 'shop', id: event.id, type: event.type, time: at },
  claim: { by: rina, at },
  outcome: null,
  comments: 0,
  firstAt: at,
  lastAt: at,
  history: [{ act: 'claim', by: rina, at, request: 'r1' }],
};
const pending = (act: PendingAct['act'], request = 'r2', by = rina): PendingAct => ({ act, request, by, at: at + 1 });

describe('what is shown of a case', () => {
  it('is what the log has, and what is under way is marked', () => {
    const shown = shownCase(claimed, [pending({ act: 'outcome', outcome: 'called', was: null })]);
    expect(shown.claim).toMatchObject({ by: rina, pending: false });
    expect(shown.outcome).toMatchObject({ name: 'called', pending: true });
    expect(shown.history.map((entry) => entry.pending)).toEqual([false, true]);
  });

  it('takes an act that the log has for done, whichever way it came', () => {
    const shown = shownCase(claimed, [pending({ act: 'claim' }, 'r1')]);
    expect(shown.claim?.pending).toBe(false);
    expect(shown.history).toHaveLength(1);
  });

  it('shows a claim, a release and a hand-over at once', () => {
    expect(shownCase(null, [pending({ act: 'claim' })]).claim).toMatchObject({ by: rina, pending: true });
    expect(shownCase(claimed, [pending({ act: 'release', from: rina.id })]).claim).toBeNull();
    expect(shownCase(claimed, [pending({ act: 'hand-over', from: rina.id, to: dewi })]).claim?.by).toEqual(dewi);
  });

  it('never goes back to an older reading', () => {
    expect(newerCase(claimed, null)).toBe(claimed);
    expect(newerCase(null, claimed)).toBe(claimed);
    expect(newerCase(claimed, { ...claimed, history: [] })).toBe(claimed);
  });
});

describe('clock', () => {
  it('counts minutes, then hours, never backwards', () => {
    expect([0, 59_999, 768_000, 7_713_000, -5_000].map(clockText)).toEqual([
      '00:00',
      '00:59',
      '12:48',
      '2:08:33',
      '00:00',
    ]);
    expect(isoDuration(768_000)).toBe('PT768S');
  });

  it('is soon from two thirds on, and over after the time allowed', () => {
    const within = durationMs('15m');
    expect([0, 599_999, 600_000, 900_000, 900_001].map((age) => urgencyOf(age, within))).toEqual([
      'calm',
      'calm',
      'soon',
      'soon',
      'over',
    ]);
    expect(urgencyOf(1e9, null)).toBe('calm');
  });
});

describe('facts', () => {
  const field = (type: 'string' | 'money' | 'boolean', more = {}) => ({
    type,
    dimension: false,
    pii: false,
    required: false,
    ...more,
  });
  const definition = {
    event: 'order.cancelled',
    active: true,
    keep: '30d',
    data: {
      orderId: field('string'),
      merchantId: field('string', { dimension: true }),
      reason: field('string', { dimension: true }),
      amount: field('money', { currency: 'IDR' }),
      paid: field('boolean'),
      patientId: field('string', { pii: true }),
      patientName: field('string', { pii: true }),
    },
  };
  const speech = {
    language: 'en',
    zone: 'Asia/Jakarta',
    yes: 'yes',
    no: 'no',
    words: catalogWords([], 'en', messages.en.groups),
  } as const;

  it('lists declared fields in their order, without what the heading says and what is empty', () => {
    expect(factRows(event, definition, speech).map(({ label, value, masked }) => [label, value, masked])).toEqual([
      ['Merchant', 'apotek-melati', false],
      ['Amount', 'Rp\u00a0184,000', false],
      ['Paid', 'yes', false],
      ['Patient', '', true],
    ]);
  });

  it('names fields apart that would have one label', () => {
    const both = { ...event, masked: ['patientId', 'patientName'] };
    const labels = factRows(both, definition, speech).map(({ label }) => label);
    expect(labels.slice(-2)).toEqual(['Patient id', 'Patient name']);
  });

  it('takes hostile text as short text', () => {
    const data = { ...event.data, merchantId: `\u202e"><img src=x>${'x'.repeat(10_000)}` };
    const value = factRows({ ...event, data }, definition, speech)[0]?.value ?? '';
    expect(value.startsWith('"><img src=x>xx')).toBe(true);
    expect(value.length).toBeLessThan(200);
  });
});

describe('what happened', () => {
  it('is one line of time, each event once, comments apart', () => {
    const placed = { ...event, key: 'k0', type: 'order.placed', time: new Date(at - 60_000).toISOString() };
    const shown = shownCase(claimed, [pending({ act: 'comment', text: 'x' })]);
    const say = () => ({ title: '', lines: [] });
    const speech = { event: say, act: say, bad: true };
    expect(historyMoments(event, [placed, event], shown.history, speech).map(({ key }) => key)).toEqual([
      'k0',
      'k1',
      'r1',
    ]);
  });

  it('looks for the subject where it stands in the data', () => {
    expect(relatedSearch(event)).toMatchObject({ field: 'orderId', where: 'orderId:ord-1' });
    expect(relatedSearch({ ...event, subject: null })).toBeNull();
    expect(relatedSearch({ ...event, subject: 'elsewhere' })).toBeNull();
  });
});

describe('a list that is held', () => {
  const key = (row: { id: string; text: string }) => row.id;
  const row = (id: string, text = '') => ({ id, text });

  it('keeps every row in its place, with what is known of it now', () => {
    const before = { rows: [row('a'), row('b')], waiting: 0 };
    const now = [row('c'), row('b', 'claimed')];
    expect(heldRows(before, now, key, true)).toEqual({ rows: [row('a'), row('b', 'claimed')], waiting: 2 });
    expect(heldRows(before, now, key, false)).toEqual({ rows: now, waiting: 0 });
  });

  it('is filled the first time', () => {
    expect(heldRows({ rows: [], waiting: 0 }, [row('a')], key, true).rows).toHaveLength(1);
  });
});

describe('a list of a million rows', () => {
  it('draws a screenful', () => {
    const { from, to, heightPx, abovePx } = visibleRows(1_000_000, 50, 25_000_000, 800);
    expect([from, to]).toEqual([499_992, 500_024]);
    expect([heightPx, abovePx]).toEqual([50_000_000, 499_992 * 50]);
  });

  it.each([
    [0, 0],
    [3, 900],
    [3, -20],
  ])('holds at its ends: %i rows, scrolled to %i', (count, scrolled) => {
    const { from, to } = visibleRows(count, 50, scrolled, 400);
    expect(from).toBe(0);
    expect(to).toBe(count);
  });
});
