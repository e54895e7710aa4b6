/** Zones of the switch, those of Indonesia on top. */
export const zones = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'UTC'] as const;
export type Zone = (typeof zones)[number];

/** The short name that stands behind every time. */
export const zoneLabels: Readonly<Record<Zone, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
  UTC: 'UTC',
};

export interface ZonedTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const parts = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  const format = new Intl.DateTimeFormat('en-US', { ...parts, timeZone: zone, hourCycle: 'h23' });
  formats.set(zone, format);
  return format;
};

/** Wall clock of `zone` at `epochMs`. */
export const zonedTime = (epochMs: number, zone: string): ZonedTime => {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(epochMs)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
};

const offsetMs = (epochMs: number, zone: string): number => {
  const at = zonedTime(epochMs, zone);
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - Math.floor(epochMs / 1000) * 1000;
};

/** Epoch ms at which the day of `epochMs`, `days` later, begins in `zone`. */
export const startOfDay = (epochMs: number, zone: string, days = 0): number => {
  const at = zonedTime(epochMs, zone);
  const midnight = Date.UTC(at.year, at.month - 1, at.day + days);
  const guess = midnight - offsetMs(midnight, zone);
  // Where the offset changes between the guess and midnight the second look is right.
  return midnight - offsetMs(guess, zone);
};
