import { zoneOf } from '../../query/time/zone.ts';

const locales = { en: 'en-GB', id: 'id-ID' } as const;
type Language = keyof typeof locales;

/** A value in the metric's unit: percent as a fraction, a currency code, or any other unit behind the number. */
export function formatValue(value: number | null, unit: string | null, language: Language, none: string): string {
  if (value === null) return none;
  const locale = locales[language];
  if (unit === 'percent')
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(value);
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  if (unit !== null && /^[A-Z]{3}$/.test(unit)) {
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: unit,
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: digits,
      minimumFractionDigits: 0,
    }).format(value);
  }
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  return unit === null || unit === '' ? number : `${number} ${unit}`;
}

/** `+18 %`; `±0 %`; null where there is no base. */
export function formatChange(now: number | null, before: number | null, language: Language): string | null {
  if (now === null || before === null || before === 0) return null;
  return new Intl.NumberFormat(locales[language], {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  }).format((now - before) / Math.abs(before));
}

/** A share of 0 to 1 as percent. */
export const formatShare = (share: number, language: Language): string =>
  new Intl.NumberFormat(locales[language], { style: 'percent', maximumFractionDigits: 0 }).format(share);

const shortNames: Readonly<Record<string, string>> = {
  UTC: 'UTC',
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
};

/** `20 Nov 13:42 WIB`: every time says its zone. */
export function formatTime(instant: number, zone: string, language: Language): string {
  const known = knownZone(zone);
  const text = new Intl.DateTimeFormat(locales[language], {
    timeZone: known,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(instant)
    .replace(',', '')
    .replace(/(\d{2})\.(\d{2})$/, '$1:$2');
  return `${text} ${zoneName(zone)}`;
}

/** `WIB`. */
export const zoneName = (zone: string): string => shortNames[knownZone(zone)] ?? knownZone(zone);

const knownZone = (zone: string): string => (zoneOf(zone) === null ? 'UTC' : zone);

/** A time beside another that is said in full: `13:42` on the same day, else as `formatTime`. */
export function formatTimeBeside(instant: number, beside: number, zone: string, language: Language): string {
  const [day, month, clock] = formatTime(instant, zone, language).split(' ');
  const [otherDay, otherMonth] = formatTime(beside, zone, language).split(' ');
  return day === otherDay && month === otherMonth ? (clock ?? '') : formatTime(instant, zone, language);
}

/** `merchantId` → `merchant`, `cancelledBy` → `cancelled by`: a declared name as words. */
export const dimensionWords = (dimension: string): string =>
  dimension
    .replace(/(Id|_id|Name|_name)$/, '')
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** `23 min`, `2 h 41 min`, `3 d 4 h`. */
export function formatDuration(ms: number, language: Language): string {
  const words = language === 'id' ? { s: 'dtk', m: 'mnt', h: 'jam', d: 'hari' } : { s: 's', m: 'min', h: 'h', d: 'd' };
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} ${words.s}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} ${words.m}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} ${words.h}` : `${hours} ${words.h} ${minutes % 60} ${words.m}`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} ${words.d}` : `${days} ${words.d} ${hours % 24} ${words.h}`;
}
