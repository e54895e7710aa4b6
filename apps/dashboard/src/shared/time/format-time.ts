import type { Language } from '../format/locale.ts';
import { zoneLabels, zonedTime, type Zone } from './zones.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** `14:05` */
export const formatMinute = (epochMs: number, zone: Zone): string => {
  const { hour, minute } = zonedTime(epochMs, zone);
  return `${two(hour)}:${two(minute)}`;
};

/** `14:05:10` */
export const formatSecond = (epochMs: number, zone: Zone): string => {
  const { hour, minute, second } = zonedTime(epochMs, zone);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
};

/** `14:05:10 WIB`: a time never stands without its zone. */
export const formatSecondWithZone = (epochMs: number, zone: Zone): string =>
  `${formatSecond(epochMs, zone)} ${zoneLabels[zone]}`;

/** The day before the month, in both languages. */
const dateLocales: Readonly<Record<Language, string>> = { en: 'en-GB', id: 'id-ID' };
const formats = new Map<string, Intl.DateTimeFormat>();

/** `epochMs` as `Intl` writes it with these parts. Making a format costs more than using it a hundred times. */
export const formatDate = (
  epochMs: number,
  zone: Zone,
  language: Language,
  parts: Readonly<Intl.DateTimeFormatOptions>,
): string => {
  const key = `${language} ${zone} ${JSON.stringify(parts)}`;
  const known = formats.get(key);
  const format = known ?? new Intl.DateTimeFormat(dateLocales[language], { ...parts, timeZone: zone });
  if (known === undefined) formats.set(key, format);
  return format.format(epochMs);
};

/** `Fri`, `Jum`. */
export const formatWeekday = (epochMs: number, zone: Zone, language: Language): string =>
  formatDate(epochMs, zone, language, { weekday: 'short' });

/** `Fri 20 Nov`, `Jum 20 Nov`. */
export const formatDay = (epochMs: number, zone: Zone, language: Language): string => {
  const parts = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return formatDate(epochMs, zone, language, parts).replaceAll(',', '');
};

/** `Fri 20 Nov 14:05`, `Jum 20 Nov 14:05`. */
export const formatDateMinute = (epochMs: number, zone: Zone, language: Language): string =>
  `${formatDay(epochMs, zone, language)} ${formatMinute(epochMs, zone)}`;
