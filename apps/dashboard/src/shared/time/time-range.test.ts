import { describe, expect, it } from 'vitest';
import { messages } from '../i18n/messages.ts';
import { compareBase, compareName } from './compare-words.ts';
import { canonicalTime, instantText, resolveTime } from './resolve-time.ts';
import { stepFor } from './step-for.ts';
import { instantOf, zonedTime, zones } from './zones.ts';

const nowMs = Date.parse('2026-11-20T07:05:10Z'); // Friday, 14:05:10 in Jakarta
const at = (text: string, edge: 'start' | 'end' = 'start', zone = 'Asia/Jakarta') =>
  instantText(resolveTime(text, { nowMs, zone, edge }));

describe('times of the address', () => {
  it('are resolved as the server does', () => {
    expect(at('now')).toBe('2026-11-20T07:05:10Z');
    expect(at('now-3h')).toBe('2026-11-20T04:05:10Z');
    expect(at('now-90s')).toBe('2026-11-20T07:03:40Z');
    expect(at('now/d')).toBe('2026-11-19T17:00:00Z');
    expect(at('now/d', 'end')).toBe('2026-11-20T17:00:00Z');
    expect(at('now-1d/d', 'end')).toBe('2026-11-19T17:00:00Z');
    expect(at('now-2w/d', 'start', 'UTC')).toBe('2026-11-06T00:00:00Z');
    expect(at('2026-11-20T04:05:10Z')).toBe('2026-11-20T04:05:10Z');
  });

  it('count days by the calendar where clocks are changed', () => {
    const after = Date.parse('2026-10-26T10:00:00Z');
    const back = resolveTime('now-7d', { nowMs: after, zone: 'Europe/Berlin', edge: 'start' });
    expect(zonedTime(back, 'Europe/Berlin')).toMatchObject({ day: 19, hour: 11 });
  });

  it.each(['', 'yesterday', 'now+3h', 'now-', 'now-3x', '2026-11-20', '1999-01-01T00:00:00Z', '2026-13-01T00:00:00Z'])(
    'do not take %j',
    (text) => {
      expect(canonicalTime(text)).toBeNull();
    },
  );

  it('have one form', () => {
    expect(canonicalTime('now-03h')).toBe('now-3h');
    expect(canonicalTime('2026-11-20T14:05+07:00')).toBe('2026-11-20T07:05:00Z');
  });
});

it('reads a wall clock back in every zone', () => {
  for (const zone of zones) {
    const { year, month, day, hour, minute, second } = zonedTime(nowMs, zone);
    expect(instantOf(Date.UTC(year, month - 1, day, hour, minute, second), zone)).toBe(nowMs);
  }
});

it('chooses steps that give a readable number of points', () => {
  const hour = 3_600_000;
  expect([0.25, 1, 3, 6, 12, 24, 72, 168, 672, 2_400].map((hours) => stepFor(hours * hour))).toEqual([
    '1m',
    '1m',
    '1m',
    '5m',
    '5m',
    '5m',
    '15m',
    '1h',
    '3h',
    '1d',
  ]);
});

describe('comparison', () => {
  const speech = { text: messages.en, language: 'en', zone: 'Asia/Jakarta' } as const;

  it('names its base, to the minute', () => {
    expect(compareBase('7d', nowMs, speech)).toBe('vs Fri last week, to 14:05');
    expect(compareBase('1d', nowMs, speech)).toBe('vs yesterday, to 14:05');
    expect(compareBase('28d', nowMs, speech)).toBe('vs Fri 4 weeks ago, to 14:05');
    expect(compareBase('off', nowMs, speech)).toBeNull();
  });

  it('speaks Indonesian, and of the day that it is there', () => {
    const jayapura = { text: messages.id, language: 'id', zone: 'Asia/Jayapura' } as const;
    expect(compareName('7d', Date.parse('2026-11-20T16:00:00Z'), jayapura)).toBe('Sab lalu');
  });
});
