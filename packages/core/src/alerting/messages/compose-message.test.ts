import { hostileText, sampleNotification } from '@tidewatch/testkit/notifier-suite/sample-notification';
import { describe, expect, test } from 'vitest';
import type { QueuedRecord } from '@tidewatch/contract/operations/notifications';
import { thresholdOf } from './alert-context.ts';
import { composeMessage } from './compose-message.ts';
import { formatDuration, formatTime, formatValue } from './format.ts';
import { likelyDriver } from './likely-driver.ts';
import { sparkline } from './sparkline.ts';
import { messageTexts } from './texts.ts';

const { alerts, group, at, id } = sampleNotification();
const queued: QueuedRecord = {
  v: 1,
  kind: 'notification',
  id,
  at,
  status: 'queued',
  receiver: 'desk',
  group,
  step: 0,
  reason: 'firing',
  alerts,
  told: alerts.map((alert) => ({ id: alert.id, series: 's', state: 'firing', flapping: false })),
  owners: {},
  notBefore: at,
  edits: null,
  supersedes: [],
  perhapsRepeated: false,
};
const links = { acknowledge: null, silence: null, open: 'https://tidewatch.example/alerts/a1' };
const compose = (language: 'en' | 'id', more: Partial<QueuedRecord> = {}) =>
  composeMessage({
    queued: { ...queued, ...more },
    receiver: { receiver: 'desk', language, zone: 'Asia/Jakarta' },
    perhapsRepeated: false,
    picture: null,
    links,
    now: at,
  });

describe('a message', () => {
  test('says what, against what, since when, driver and owner, in English', () => {
    const message = compose('en');
    expect(message.headline).toBe('Firing: Cancelled orders · Surabaya · 24');
    expect(message.sections[0]).toMatchObject({
      against: '24; the rule says value > 20 · +100% against 12 at the same time last week · usually 10',
      since: 'Since 21 Nov 13:42 WIB, for 23 min · peak 26 at 21 Nov 14:00 WIB',
      driver: '62% of the change comes from Surabaya (merchantId)',
      owner: 'Nobody has it yet',
    });
    expect(message.actions.map(({ kind }) => kind)).toEqual(['acknowledge', 'silence', 'open']);
  });

  test('and in Indonesian', () => {
    const message = compose('id', { owners: { a1: { by: 'Rina', at, acknowledged: true } } });
    expect(message.headline).toBe('Aktif: Pesanan dibatalkan · Surabaya · 24');
    expect(message.sections[0]?.since).toBe('Sejak 21 Nov 13:42 WIB, selama 23 mnt · puncak 26 pada 21 Nov 14:00 WIB');
    expect(message.sections[0]?.owner).toBe('Ditangani Rina sejak 21 Nov 14:05 WIB');
  });

  test('about something that is over it says how long it was, and asks nobody', () => {
    const over = alerts.map((alert) => ({ ...alert, state: 'resolved' as const, resolvedAt: at }));
    const told = queued.told.map((one) => ({ ...one, state: 'resolved' as const }));
    const message = compose('en', { reason: 'resolved', alerts: over, told });
    expect([message.state, message.tone]).toEqual(['Resolved', 'good']);
    expect(message.sections[0]?.since).toContain('From 21 Nov 13:42 WIB to 21 Nov 14:05 WIB: 23 min');
    expect(message.actions.map(({ kind }) => kind)).toEqual(['open']);
  });

  test('no name writes a line of its own', () => {
    const hostile = sampleNotification({ hostile: true }).alerts;
    const { headline, sections } = compose('en', { alerts: hostile });
    for (const text of [headline, ...sections.flatMap((section) => Object.values(section))])
      expect(String(text)).not.toMatch(/[\r\n\u202E]/);
    expect(hostileText).toMatch(/[\r\n\u202E]/);
  });

  test('both languages have the same words', () => {
    expect(Object.keys(messageTexts.id)).toEqual(Object.keys(messageTexts.en));
  });
});

describe('numbers and times', () => {
  test.each([
    [0.0193, 'percent', 'en', '1.93%'],
    [0.0193, 'percent', 'id', '1,93%'],
    [1234567, null, 'en', '1,234,567'],
    [1234567, null, 'id', '1.234.567'],
    [12.345, 'min', 'en', '12.35 min'],
    [null, null, 'en', '–'],
  ] as const)('%s %s in %s', (value, unit, language, wanted) => {
    expect(formatValue(value, unit, language, '–')).toBe(wanted);
  });

  test('durations and zones', () => {
    const minute = 60_000;
    expect([12_000, 23 * minute, 161 * minute, 76 * 60 * minute].map((ms) => formatDuration(ms, 'en'))).toEqual([
      '12 s',
      '23 min',
      '2 h 41 min',
      '3 d 4 h',
    ]);
    expect(formatTime(at, 'Asia/Makassar', 'id')).toBe('21 Nov 15:05 WITA');
    expect(formatTime(at, 'Nowhere/X', 'en')).toBe('21 Nov 07:05 UTC');
  });

  test('a line of blocks', () => {
    expect(sparkline([0, 7, null, 3.5].map((value, index) => [index, value] as const))).toBe('▁█ ▅');
    expect(sparkline([[0, 1]])).toBe('');
  });

  test('the threshold of a condition', () => {
    expect(
      ['value > 20', 'value >= 0.12 && count > 3', 'value < 5', 'value > previous.week * 2', 'value > 2 * target'].map(
        thresholdOf,
      ),
    ).toEqual([20, 0.12, null, null, null]);
  });
});

describe('the likely driver', () => {
  const totals = (entries: Record<string, number>): Map<string, number> => new Map(Object.entries(entries));

  test('is the value of any dimension that contributes most of the change', () => {
    const driver = likelyDriver([
      { dimension: 'city', now: totals({ a: 12, b: 12 }), before: totals({ a: 5, b: 7 }) },
      { dimension: 'merchant', now: totals({ m1: 20, m2: 4 }), before: totals({ m1: 9, m2: 3 }) },
    ]);
    expect(driver).toEqual({ dimension: 'merchant', value: 'm1', now: 20, before: 9, share: 11 / 12 });
  });

  test('falls with a fall', () => {
    const driver = likelyDriver([
      { dimension: 'city', now: totals({ a: 1, b: 10 }), before: totals({ a: 21, b: 11 }) },
    ]);
    expect([driver?.value, driver?.share]).toEqual(['a', 20 / 21]);
  });

  test.each([
    ['one value alone', { a: 9 }, { a: 1 }],
    ['no change', { a: 5, b: 5 }, { a: 6, b: 4 }],
    ['nothing stands out', { a: 2, b: 2, c: 2, d: 2, e: 2 }, { a: 1, b: 1, c: 1, d: 1, e: 1 }],
    ['only the rest', { '(other)': 9, a: 2 }, { '(other)': 1, a: 1 }],
  ])('says nothing: %s', (_, now, before) => {
    const dimension = { dimension: 'x', now: totals(now), before: totals(before) };
    expect(likelyDriver([dimension])).toBeNull();
  });
});
