import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from './parse-time.ts';

describe('parseTime', () => {
  it.each([
    ['2026-11-21T09:16:22Z', '2026-11-21T09:16:22.000Z'],
    ['2026-11-21T09:16:22.5Z', '2026-11-21T09:16:22.500Z'],
    ['2026-11-21T09:16:22.123456789Z', '2026-11-21T09:16:22.123Z'],
    ['2026-11-21T16:16:22+07:00', '2026-11-21T09:16:22.000Z'],
    ['2026-11-20T23:46:22.001-09:30', '2026-11-21T09:16:22.001Z'],
    ['2026-11-21 09:16:22z', '2026-11-21T09:16:22.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(parseTime(text)).toISOString()).toBe(iso);
  });

  it.each([
    '',
    'yesterday',
    '1700000000000',
    '2026-11-21',
    '2026-11-21T09:16:22',
    '2026-11-21T09:16Z',
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T09:60:00Z',
    '2026-11-21T09:16:22.Z',
    '2026-11-21T09:16:22+7:00',
    '2026-11-21T09:16:22+24:00',
    '2026-11-21T09:16:22Zx',
    '+02026-11-21T09:16:22Z',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeNaN();
  });

  it('agrees with the platform on every moment, in any order of days', () => {
    const moment = fc.date({
      min: new Date('0100-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1 }), (dates) => {
        for (const date of dates) expect(parseTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it('takes nothing that the platform refuses', () => {
    const part = fc.constantFrom('2026', '-', '11', '31', '02', 'T', ':', '09', '61', '.', '5', 'Z', '+', '07:00');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
        const text = parts.join('');
        const ms = parseTime(text);
        if (!Number.isNaN(ms)) expect(ms).toBe(Date.parse(text));
      }),
    );
  });
});
