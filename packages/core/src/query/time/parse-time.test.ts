import { expect, test } from 'vitest';
import { parseTime } from './parse-time.ts';
import { zoneOf } from './zone.ts';

const now = Date.parse('2026-11-20T10:30:15.250Z');

function read(text: string, zoneName = 'UTC', edge: 'start' | 'end' = 'start'): string | null {
  const zone = zoneOf(zoneName);
  const time = zone === null ? null : parseTime(text, now, zone, edge);
  return time === null ? null : `${new Date(time.at).toISOString()}${time.relative ? ' relative' : ''}`;
}

test.each([
  ['now', 'UTC', '2026-11-20T10:30:15.250Z relative'],
  ['now-3h', 'UTC', '2026-11-20T07:30:15.250Z relative'],
  ['now+5m', 'UTC', '2026-11-20T10:35:15.250Z relative'],
  ['now-90s', 'UTC', '2026-11-20T10:28:45.250Z relative'],
  ['now-2w', 'UTC', '2026-11-06T10:30:15.250Z relative'],
  ['now-0d/d', 'Asia/Jakarta', '2026-11-19T17:00:00.000Z relative'],
  ['now/d', 'Asia/Jakarta', '2026-11-19T17:00:00.000Z relative'],
  ['now-1d/d', 'Asia/Jakarta', '2026-11-18T17:00:00.000Z relative'],
  ['now/h', 'Asia/Kolkata', '2026-11-20T10:30:00.000Z relative'],
  ['2026-11-20', 'UTC', '2026-11-20T00:00:00.000Z'],
  ['2026-11-20', 'Asia/Jakarta', '2026-11-19T17:00:00.000Z'],
  ['2026-11-20T08:15', 'Asia/Jakarta', '2026-11-20T01:15:00.000Z'],
  ['2026-11-20T08:15:30.5Z', 'Asia/Jakarta', '2026-11-20T08:15:30.500Z'],
  ['2026-11-20T08:15:30+07:00', 'UTC', '2026-11-20T01:15:30.000Z'],
  ['2026-11-20T08:15:30-0330', 'UTC', '2026-11-20T11:45:30.000Z'],
  ['1795170600000', 'UTC', '2026-11-20T10:30:00.000Z'],
])('%s in %s', (text, zone, expected) => {
  expect(read(text, zone)).toBe(expected);
});

test('a rounded end is the end of its day', () => {
  expect(read('now/d', 'Asia/Jakarta', 'end')).toBe('2026-11-20T17:00:00.000Z relative');
});

test('seven days ago keeps the time of day across a change of clocks', () => {
  const zone = zoneOf('Europe/Berlin');
  const monday = Date.parse('2026-03-30T10:00:00Z');
  expect(zone && parseTime('now-7d', monday, zone, 'start')?.at).toBe(Date.parse('2026-03-23T11:00:00Z'));
});

test.each([
  '',
  'yesterday',
  'now-',
  'now-3x',
  '2026-13-01',
  '2026-02-30',
  '2026-11-20T25:00',
  '2026-11-20T24:01',
  '12',
  'now-3h/x',
  '2026-11-20T10:30+7',
])('%j is no time', (text) => {
  expect(read(text)).toBeNull();
});
