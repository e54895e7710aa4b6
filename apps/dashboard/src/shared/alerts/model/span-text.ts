import { formatNumber } from '../../format/format-number.ts';
import type { Language } from '../../format/locale.ts';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A length of time as the API and rules write it: 300000 → `5m`; `0` for none. */
export const spanText = (lengthMs: number): string => {
  const [unit, ms] = units.find(([, size]) => lengthMs >= size && lengthMs % size === 0) ?? units[3];
  return lengthMs <= 0 ? '0' : `${Math.round(lengthMs / ms)}${unit}`;
};

/** `5m`, `90s`, `0` → ms; null for anything else. */
export const spanMs = (text: string): number | null => {
  if (/^0[smhd]?$/.test(text)) return 0;
  const [, digits, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const size = units.find(([name]) => name === unit)?.[1];
  return digits === undefined || size === undefined ? null : Number(digits) * size;
};

const words: Readonly<Record<Language, Readonly<Record<'d' | 'h' | 'm' | 's', string>>>> = {
  en: { d: 'd', h: 'h', m: 'min', s: 's' },
  id: { d: 'hr', h: 'jam', m: 'mnt', s: 'dtk' },
};
const space = '\u00a0';

/** At most two parts, no seconds from two minutes on: `50 s`, `23 min`, `2 h 41 min`, `3 d 4 h`. */
export const spanWords = (lengthMs: number, language: Language): string => {
  const part = (value: number, unit: 'd' | 'h' | 'm' | 's') =>
    `${formatNumber(value, language)}${space}${words[language][unit]}`;
  const seconds = Math.max(0, Math.round(lengthMs / 1000));
  if (seconds < 120 && seconds % 60 !== 0) return part(seconds, 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return part(seconds, 's');
  if (minutes < 60) return part(minutes, 'm');
  const [whole, rest] =
    minutes < 2880 ? [minutes / 60, minutes % 60] : [minutes / 1440, Math.floor((minutes % 1440) / 60)];
  const [large, small] = minutes < 2880 ? (['h', 'm'] as const) : (['d', 'h'] as const);
  return rest === 0 ? part(Math.floor(whole), large) : `${part(Math.floor(whole), large)}${space}${part(rest, small)}`;
};
