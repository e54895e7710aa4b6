import { hostileText, sampleNotification } from '@tidewatch/testkit/notifier-suite/sample-notification';
import { describe, expect, test } from 'vitest';
import type { QueuedRecord } from '@tidewatch/contract/operations/notifications';
import { catalogNames } from './catalog-names.ts';
import { composeMessage } from './compose-message.ts';
import { dimensionWords, formatDuration, formatTime, formatTimeBeside, formatValue } from './format.ts';
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
      value: '24',
      window: 'in 5 min',
      against: '24 in 5 min · fires above 20 · +100% against 12 at the same time last week · usually 10',
      since: 'Since 21 Nov 13:42 WIB, for 23 min · peak 26 at 14:00',
      driver: '62% of the change since last week comes from Surabaya (merchant): 15, was 2',
      owner: 'Nobody has it yet',
    });
    expect(message.actions.map(({ kind }) => kind)).toEqual(['acknowledge', 'silence', 'open']);
  });

  test('and in Indonesian', () => {
    const message = compose('id', { owners: { a1: { by: 'Rina', at, acknowledged: true } } });
    expect(message.headline).toBe('Aktif: Pesanan dibatalkan · Surabaya · 24');
    expect(message.sections[0]?.since).toBe('Sejak 21 Nov 13:42 WIB, selama 23 mnt · puncak 26 pada 14:00');
    expect(message.sections[0]?.owner).toBe('Ditangani Rina sejak 21 Nov 14:05 WIB');
  });

  test('about something that is over it says how long it was, and asks nobody', () => {
    const over = alerts.map((alert) => ({ ...alert, state: 'resolved' as const, resolvedAt: at }));
    const told = queued.told.map((one) => ({ ...one, state: 'resolved' as const }));
    const message = compose('en', { reason: 'resolved', alerts: over, told });
    expect([message.state, message.tone]).toEqual(['Resolved', 'good']);
    expect(message.sections[0]?.since).toContain('From 21 Nov 13:42 WIB to 14:05: 23 min');
    expect(message.sections[0]?.owner).toBe('Nobody acknowledged it');
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

test('a message shows ten alerts and counts the rest', () => {
  const [alert] = alerts;
  if (alert === undefined) throw new Error('the sample has an alert');
  const many = Array.from({ length: 20 }, (_, index) => ({ ...alert, id: `a${index}` }));
  const told = Array.from({ length: 30 }, (_, index) => ({
    id: `a${index}`,
    series: `s${index}`,
    state: 'firing' as const,
    flapping: false,
  }));
  const { sections, more } = compose('en', { alerts: many, told });
  expect([sections.length, more]).toEqual([10, 'and 20 more']);
});

test('what the catalog has names for is called by them, in the language of the receiver', () => {
  const names = catalogNames([
    { data: { merchantId: { type: 'string', pii: false, dimension: true } } },
    {
      data: {
        city: { type: 'string', values: { Surabaya: { en: 'City of Surabaya', id: 'Kota Surabaya' } } },
        merchantId: { type: 'string', title: { en: 'merchant', id: 'apotek' } },
      },
    },
  ] as unknown as Parameters<typeof catalogNames>[0]);
  const said = composeMessage({
    queued,
    receiver: { receiver: 'desk', language: 'id', zone: 'Asia/Jakarta' },
    perhapsRepeated: false,
    picture: null,
    links,
    now: at,
    names,
  });
  expect(said.headline).toBe('Aktif: Pesanan dibatalkan · Kota Surabaya · 24');
  expect(said.sections[0]?.driver).toBe(
    '62% perubahan sejak minggu lalu berasal dari Surabaya (apotek): 15, sebelumnya 2',
  );
});

test('a threshold that is no plain number is said as the number that it is now; a condition without one in its own words', () => {
  const [alert] = alerts;
  if (alert === undefined) throw new Error('the sample has an alert');
  const against = (condition: string): string | undefined =>
    compose('en', { alerts: [{ ...alert, condition }] }).sections[0]?.against;
  expect(against('value < previous.week * 0.5')).toContain('24 in 5 min · fires below 6 · ');
  expect(against('value != 3')).toContain('24 in 5 min · fires when value != 3 · ');
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

  test('a time beside another says its day only when it is another one', () => {
    const beside = (instant: number): string => formatTimeBeside(instant, at, 'Asia/Jakarta', 'en');
    expect([beside(at + 60_000), beside(at + 86_400_000)]).toEqual(['14:06', '22 Nov 14:05 WIB']);
  });

  test('dimensions as words', () => {
    expect(['merchantId', 'cancelledBy', 'city_name'].map(dimensionWords)).toEqual([
      'merchant',
      'cancelled by',
      'city',
    ]);
  });
});

describe('a line of blocks', () => {
  const line = (values: readonly (number | null)[], side: 'above' | 'below' = 'above'): string => {
    const points = values.map((value, index) => [at + index * 60_000, value] as const);
    const { picture } = sampleNotification().message;
    if (picture === null) throw new Error('the sample has a picture');
    return sparkline({ ...picture, points, threshold: { side, value: 3 } });
  };

  test('says its range and times, and begins where something is known', () => {
    expect(line([null, 0, 7, null, 3.5])).toBe('▁█ ▅ 0–7, 21 Nov 14:06–14:09 WIB');
    expect(line([1])).toBe('');
  });

  test('keeps the worst of what one column holds', () => {
    const spike = Array.from({ length: 64 }, (_, index) => (index === 21 ? 9 : 5));
    expect(line(spike)).toContain('█');
    expect(
      line(
        spike.map((value) => 10 - value),
        'below',
      ),
    ).toContain('▂');
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
