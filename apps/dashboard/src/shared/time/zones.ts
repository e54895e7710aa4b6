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

const offsetAt = (epochMs: number, zone: string): number => {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(epochMs)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
};

/** Clocks change at full quarters of an hour: within one the offset is asked for once. A live page asks thousands of times a minute. */
const offsetsForMs = 900_000;
const offsetsMax = 2_000;
const offsets = new Map<string, number>();

/** Milliseconds that the wall clock of `zone` is ahead of UTC. */
const offsetMs = (epochMs: number, zone: string): number => {
  const key = `${zone} ${Math.floor(epochMs / offsetsForMs)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= offsetsMax) offsets.clear();
  const offset = offsetAt(epochMs, zone);
  offsets.set(key, offset);
  return offset;
};

/** Wall clock of `zone` at `epochMs`. */
export const zonedTime = (epochMs: number, zone: string): ZonedTime => {
  const wall = new Date(epochMs + offsetMs(epochMs, zone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  };
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
