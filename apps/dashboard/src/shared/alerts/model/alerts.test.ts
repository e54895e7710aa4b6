import { describe, expect, it } from 'vitest';
import { catalogWords } from '../../catalog/catalog-words.ts';
import { messages } from '../../i18n/messages.ts';
import { alertWhere } from '../use-alert-value.ts';
import { alertBands } from './alert-bands.ts';
import { alertTexts } from './alert-texts.ts';
import { alertSentence, alertTitle } from './alert-words.ts';
import { alertItem } from './alert.fixture.ts';
import { spanMs, spanText, spanWords } from './span-text.ts';
import { sinceOf, standingOf } from './standing.ts';

const words = catalogWords([], 'en', messages.en.groups);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const sentence = (change: Parameters<typeof alertItem>[0], now: number | null) => {
  const { value, rest } = alertSentence(alertItem(change), now, 'en', alertTexts.en, words);
  return plain(`${value ?? ''} ${rest}`.trim());
};

describe('how an alert stands', () => {
  it('is its state, and whether somebody has acknowledged while it fires', () => {
    const acknowledged = { by: 'Rina', at: 1 };
    expect(standingOf(alertItem())).toBe('firing');
    expect(standingOf(alertItem({ acknowledged }))).toBe('acknowledged');
    expect(standingOf(alertItem({ state: 'pending', acknowledged }))).toBe('pending');
    expect(standingOf(alertItem({ state: 'resolved', acknowledged }))).toBe('resolved');
  });

  it('is since the state began', () => {
    expect(sinceOf(alertItem())).toBe(1_060_000);
    expect(sinceOf(alertItem({ state: 'pending', firingSince: null }))).toBe(1_000_000);
    expect(sinceOf(alertItem({ state: 'resolved', resolvedAt: 2_000_000 }))).toBe(2_000_000);
  });
});

describe('an alert in words', () => {
  it('says what, against what, and where most of it comes from', () => {
    const driver = { dimension: 'merchantId', value: 'apotek-\u202emelati', now: 14, before: 1, share: 0.683 };
    expect(sentence({ driver }, 26)).toBe(
      '26 in 5 min, threshold 20. Mostly merchant apotek-melati, 68 % of the change.',
    );
    expect(sentence({ unit: 'percent', condition: 'value > 0.12' }, 0.155)).toBe('16 % in 5 min, threshold 12 %.');
  });

  it('never shows silence or lag as a number', () => {
    const evidence = { value: null, count: 0, previous: null, baseline: null, target: null };
    expect(sentence({ evidence: { ...evidence, data: 'none' } }, 0)).toBe(alertTexts.en.noData);
    expect(sentence({ evidence: { ...evidence, data: 'behind' } }, null)).toBe(alertTexts.en.behind);
    expect(sentence({}, null)).toBe('no value in 5 min, threshold 20.');
  });

  it('of no metric says what went wrong', () => {
    const evidence = { value: null, count: 0, previous: null, baseline: null, target: null, data: 'ok' } as const;
    expect(sentence({ evidence, overMs: 0, condition: 'The webhook answered 500.' }, null)).toBe(
      'The webhook answered 500.',
    );
  });

  it('names its group, which is text whatever it holds', () => {
    const group = { city: '<img src=x>', reason: '(none)' };
    expect(alertTitle(alertItem({ group }), 'id', words)).toBe('Banyak pesanan batal, <img src=x>, Not given');
  });
});

describe('bands on a chart', () => {
  const label = () => 'since';
  const whereOf = (rule: string) => (rule === 'of_doctors' ? ['cancelledBy:doctor'] : []);
  const bands = (alert: ReturnType<typeof alertItem>, where: readonly string[] = []) =>
    alertBands([alert], 'cancellations', where, { label, whereOf });

  it('are a pending part and a firing part that goes on while it fires', () => {
    expect(bands(alertItem())).toEqual([
      { fromMs: 1_000_000, toMs: 1_060_000, pending: true, label: '' },
      { fromMs: 1_060_000, toMs: null, pending: false, label: 'since' },
    ]);
    expect(bands(alertItem({ activeSince: 1_060_000 })).map(({ pending }) => pending)).toEqual([false]);
    expect(bands(alertItem({ state: 'pending', firingSince: null }))).toEqual([
      { fromMs: 1_000_000, toMs: null, pending: true, label: '' },
    ]);
  });

  it('are those of the metric and of the scope alone', () => {
    const inMedan = alertItem({ group: { city: 'Medan' } });
    expect(bands(alertItem({ metric: 'orders' }))).toEqual([]);
    expect(bands(inMedan)).toEqual([]);
    expect(bands(inMedan, ['city:Medan'])).toHaveLength(2);
    const ofDoctors = alertItem({ rule: 'of_doctors' });
    expect(bands(ofDoctors)).toEqual([]);
    expect(bands(ofDoctors, ['cancelledBy:doctor'])).toHaveLength(2);
  });
});

it('the filter of an alert is its group where the rule names the same dimension', () => {
  const alert = alertItem({ where: ['city:Medan', 'city:Bandung', 'reason:x:y'], group: { city: 'Medan' } });
  expect(alertWhere(alert)).toEqual(['city:Medan', 'reason:x:y']);
});

describe('lengths of time', () => {
  it('have one short text each', () => {
    expect([0, 90_000, 300_000, 7_200_000, 172_800_000].map(spanText)).toEqual(['0', '90s', '5m', '2h', '2d']);
    expect(['0', '0s', '90s', '5m', '1d', '5', 'm', '-1m', '1w'].map(spanMs)).toEqual([
      0,
      0,
      90_000,
      300_000,
      86_400_000,
      null,
      null,
      null,
      null,
    ]);
  });

  it.each([
    [0, '0 s'],
    [61_000, '61 s'],
    [60_000, '1 min'],
    [1_379_000, '22 min'],
    [9_660_000, '2 h 41 min'],
    [97_200_000, '27 h'],
    [273_600_000, '3 d 4 h'],
  ])('%d ms is %s', (lengthMs, text) => {
    expect(plain(spanWords(lengthMs, 'en'))).toBe(text);
  });
});
