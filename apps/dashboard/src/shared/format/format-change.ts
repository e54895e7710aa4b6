import type { Change } from '../series/change-of.ts';
import { formatNumber } from './format-number.ts';
import type { Language } from './locale.ts';

const space = '\u00a0';

const signed = (value: number, text: string) => (value > 0 ? `+${text}` : text);

/** `+33 %`, `−0.4 pp`, `+5`. `points` is the language's word for percentage points. */
export const formatChange = (change: Change, language: Language, points: string): string => {
  const { kind, amount } = change;
  if (kind === 'number') return signed(amount, formatNumber(amount, language, Number.isInteger(amount) ? 0 : 1));
  const scaled = amount * 100;
  const decimals = kind === 'points' || Math.abs(scaled) < 10 ? 1 : 0;
  const text = formatNumber(scaled, language, decimals);
  return `${signed(Math.abs(scaled) < 0.5 * 10 ** -decimals ? 0 : scaled, text)}${space}${kind === 'points' ? points : '%'}`;
};
