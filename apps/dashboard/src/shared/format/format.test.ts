import { describe, expect, it } from 'vitest';
import { formatChange } from './format-change.ts';
import { formatCompact, formatNumber } from './format-number.ts';
import { ageText, formatValue, valueText } from './format-value.ts';
import { plainText } from './plain-text.ts';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers', () => {
  it('have the separators of the language', () => {
    expect(formatNumber(1234.5, 'en', 1)).toBe('1,234.5');
    expect(formatNumber(1234.5, 'id', 1)).toBe('1.234,5');
    expect(spaced(formatCompact(28_412, 'id'))).toBe('28,4 rb');
  });

  it('have a real minus, and no minus before zero', () => {
    expect(formatNumber(-3, 'en')).toBe('−3');
    expect(formatNumber(-0.2, 'en')).toBe('0');
  });
});

describe('values', () => {
  it.each([
    [28_412, null, 'en', '28,412'],
    [0.0264, 'percent', 'en', '2.6 %'],
    [0.0264, 'percent', 'id', '2,6 %'],
    [184_000, 'IDR', 'id', 'Rp 184.000'],
    [45, 's', 'en', '45 s'],
    [250, 's', 'en', '4.2 min'],
    [48, 'min', 'id', '48 mnt'],
    [3, 'visits', 'en', '3 visits'],
  ] as const)('%d in %s (%s) is %s', (value, unit, language, text) => {
    expect(spaced(valueText(value, unit, language))).toBe(text);
  });

  it('are compact from a million on, with the exact value at hand', () => {
    const value = formatValue(2_812_345_678, 'IDR', 'id');
    expect(spaced(value.number)).toBe('2,81 M');
    expect(spaced(value.full)).toBe('Rp 2.812.345.678');
  });

  it('ages are whole units', () => {
    expect([12, 119, 125, 7300].map((seconds) => spaced(ageText(seconds, 'en')))).toEqual([
      '12 s',
      '119 s',
      '2 min',
      '2 h',
    ]);
  });
});

describe('changes', () => {
  const change = (kind: 'ratio' | 'points' | 'number', amount: number) =>
    spaced(formatChange({ kind, amount, direction: 'up', worse: false }, 'en', 'pp'));

  it('have a sign and their unit', () => {
    expect(change('ratio', 0.331)).toBe('+33 %');
    expect(change('ratio', -0.006)).toBe('−0.6 %');
    expect(change('ratio', 0.0001)).toBe('0 %');
    expect(change('points', 0.0114)).toBe('+1.1 pp');
    expect(change('number', 5)).toBe('+5');
    expect(change('number', -5)).toBe('−5');
  });
});

describe('plain text', () => {
  it('stays as it is, markup and emoji too', () => {
    expect(plainText('"><img src=x onerror=alert(1)> 😀 عربي')).toBe('"><img src=x onerror=alert(1)> 😀 عربي');
  });

  it('cannot turn its neighbours around or hide lines', () => {
    expect(plainText('abc\u202edef\u2066\n\u0007')).toBe('abcdef');
  });

  it('is short, and never cut through a character', () => {
    expect(plainText('😀'.repeat(5_000))).toBe(`${'😀'.repeat(120)}…`);
  });
});
