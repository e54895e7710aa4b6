import { decimalsFor, formatCompact, formatNumber } from './format-number.ts';
import type { Language } from './locale.ts';

/** A value in parts, so that a screen can set the number large and the unit small. `full` is the exact text for a title. */
export interface FormattedValue {
  readonly prefix: string;
  readonly number: string;
  readonly suffix: string;
  readonly full: string;
}

const compactFrom = 1_000_000;
const space = '\u00a0';

const currencySymbols: Readonly<Record<string, string>> = { IDR: 'Rp', USD: '$', EUR: '€' };

/** Units of time that a metric may have, in seconds. */
export const secondsPerUnit: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  seconds: 1,
  min: 60,
  minutes: 60,
  h: 3600,
  hours: 3600,
};

const durationWords: Readonly<Record<Language, { readonly s: string; readonly min: string; readonly h: string }>> = {
  en: { s: 's', min: 'min', h: 'h' },
  id: { s: 'dtk', min: 'mnt', h: 'jam' },
};

const parts = (prefix: string, number: string, suffix: string, full?: string): FormattedValue => ({
  prefix,
  number,
  suffix,
  full: full ?? [prefix, number, suffix].filter((part) => part !== '').join(space),
});

const plain = (value: number, language: Language, prefix: string, suffix: string): FormattedValue => {
  const exact = formatNumber(value, language, decimalsFor(value));
  const number = Math.abs(value) >= compactFrom ? formatCompact(value, language) : exact;
  return parts(prefix, number, suffix, parts(prefix, exact, suffix).full);
};

const duration = (seconds: number, language: Language): FormattedValue => {
  const words = durationWords[language];
  if (Math.abs(seconds) < 90)
    return parts('', formatNumber(seconds, language, Math.abs(seconds) < 10 ? 1 : 0), words.s);
  if (Math.abs(seconds) < 5400)
    return parts('', formatNumber(seconds / 60, language, seconds < 600 ? 1 : 0), words.min);
  return parts('', formatNumber(seconds / 3600, language, 1), words.h);
};

/**
 * A metric's value with its unit: `percent` (0.026 → 2.6 %), an ISO 4217 code, a unit of time (`s`, `min` …), any other word behind the
 * number, or nothing. From a million on the number is compact; `full` is not.
 */
export const formatValue = (value: number, unit: string | null, language: Language): FormattedValue => {
  if (unit === null || unit === '') return plain(value, language, '', '');
  if (unit === 'percent') return parts('', formatNumber(value * 100, language, Math.abs(value) < 0.1 ? 1 : 0), '%');
  if (/^[A-Z]{3}$/.test(unit)) return plain(value, language, currencySymbols[unit] ?? unit, '');
  const seconds = secondsPerUnit[unit];
  return seconds === undefined ? plain(value, language, '', unit) : duration(value * seconds, language);
};

/** The same in one string: `Rp 184 jt`, `2.6 %`. */
export const valueText = (value: number, unit: string | null, language: Language): string => {
  const { prefix, number, suffix } = formatValue(value, unit, language);
  return parts(prefix, number, suffix).full;
};

/** An age in whole units: `24 s`, `7 min`, `3 h`; in Indonesian `24 dtk`, `7 mnt`, `3 jam`. */
export const ageText = (seconds: number, language: Language): string => {
  const words = durationWords[language];
  if (seconds < 120) return `${formatNumber(seconds, language)}${space}${words.s}`;
  if (seconds < 7200) return `${formatNumber(Math.floor(seconds / 60), language)}${space}${words.min}`;
  return `${formatNumber(Math.floor(seconds / 3600), language)}${space}${words.h}`;
};
