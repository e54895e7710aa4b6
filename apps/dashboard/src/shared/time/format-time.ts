import { localeOf, type Language } from '../format/locale.ts';
import { zoneLabels, zonedTime, type Zone } from './zones.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** `14:05` */
export const formatMinute = (epochMs: number, zone: Zone): string => {
  const { hour, minute } = zonedTime(epochMs, zone);
  return `${two(hour)}:${two(minute)}`;
};

/** `14:05:10` */
export const formatSecond = (epochMs: number, zone: Zone): string =>
  `${formatMinute(epochMs, zone)}:${two(zonedTime(epochMs, zone).second)}`;

/** `14:05:10 WIB`: a time never stands without its zone. */
export const formatSecondWithZone = (epochMs: number, zone: Zone): string =>
  `${formatSecond(epochMs, zone)} ${zoneLabels[zone]}`;

/** `Fri`, `Jum`. `locale` is a BCP 47 tag. */
export const formatWeekday = (epochMs: number, zone: Zone, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: zone }).format(epochMs);

/** `Fri 20 Nov 14:05`, `Jum 20 Nov 14:05`. */
export const formatDateMinute = (epochMs: number, zone: Zone, language: Language): string => {
  const parts = { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone } as const;
  const date = new Intl.DateTimeFormat(localeOf[language], parts).format(epochMs).replaceAll(',', '');
  return `${date} ${formatMinute(epochMs, zone)}`;
};
