import type { Comparison } from '../address/address.ts';
import type { Language } from '../format/locale.ts';
import type { Messages } from '../i18n/messages.ts';
import { formatMinute, formatWeekday } from './format-time.ts';
import { startOfDay, type Zone } from './zones.ts';

const days: Readonly<Record<Comparison, number>> = { off: 0, '1d': 1, '7d': 7, '28d': 28 };

export interface CompareSpeech {
  readonly text: Messages;
  readonly language: Language;
  readonly zone: Zone;
}

/**
 * The time that is compared with, in words: `yesterday`, `Fri last week`, `Fri 4 weeks ago`; null where nothing is compared. `atMs`
 * (epoch ms) is a moment of the range: its weekday is the one that is named.
 */
export const compareName = (
  compare: Comparison,
  atMs: number,
  { text, language, zone }: CompareSpeech,
): string | null => {
  if (compare === 'off') return null;
  const weekday = formatWeekday(startOfDay(atMs, zone, -days[compare]), zone, language);
  return text.compare.names[compare](weekday);
};

/** `vs Fri last week, to 14:05`: equal elapsed time against equal elapsed time. Null where nothing is compared. */
export const compareBase = (compare: Comparison, asOfMs: number, speech: CompareSpeech): string | null => {
  const name = compareName(compare, asOfMs, speech);
  return name === null ? null : speech.text.compare.versusTo(name, formatMinute(asOfMs, speech.zone));
};
