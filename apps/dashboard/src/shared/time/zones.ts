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

/** The zone of a short name or of a full one; null for any other. */
export const zoneOfLabel = (label: string): Zone | null =>
  zones.find((zone) => zone === label || zoneLabels[zone] === label) ?? null;

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

/** Epoch ms at which the wall clock of `zone` shows what a UTC clock shows at `wallMs`. Where it does so twice, the first; never: just after. */
export const instantOf = (wallMs: number, zone: string): number => {
  const guess = wallMs - offsetMs(wallMs, zone);
  return wallMs - offsetMs(guess, zone);
};
