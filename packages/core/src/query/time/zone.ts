/** A civil date and time without zone. Month and day count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const quarterHourMs = 15 * 60_000;
const dayMs = 86_400_000;
const offsetsMax = 20_000;

/**
 * An IANA time zone with the arithmetic that calendar steps need. All times are epoch milliseconds.
 * Offsets come from `Intl` and are remembered per quarter of an hour: no zone changes its offset elsewhere.
 */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  /** Throws a RangeError for a name that `Intl` does not know. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    this.name = name;
  }

  /** Milliseconds to add to UTC for the wall clock at this instant. */
  offsetAt(instant: number): number {
    if (this.name === 'UTC') return 0;
    const quarter = Math.floor(instant / quarterHourMs);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= offsetsMax) this.#offsets.clear();
    const offset = this.#offsetFromFormat(quarter * quarterHourMs);
    this.#offsets.set(quarter, offset);
    return offset;
  }

  wallTimeAt(instant: number): WallTime {
    const shifted = new Date(instant + this.offsetAt(instant));
    return {
      year: shifted.getUTCFullYear(),
      month: shifted.getUTCMonth() + 1,
      day: shifted.getUTCDate(),
      hour: shifted.getUTCHours(),
      minute: shifted.getUTCMinutes(),
      second: shifted.getUTCSeconds(),
    };
  }

  /**
   * The instant at which the wall clock shows `wallMs` (the civil time counted as if it were UTC). A time that occurs twice
   * is the earlier one, a time that is skipped moves forward by the gap (RFC 5545 section 3.3.5).
   */
  instantOf(wallMs: number): number {
    const before = this.offsetAt(wallMs - dayMs);
    const after = this.offsetAt(wallMs + dayMs);
    const candidates = [wallMs - before, wallMs - after].filter(
      (instant) => instant + this.offsetAt(instant) === wallMs,
    );
    return candidates.length === 0 ? wallMs - before : Math.min(...candidates);
  }

  /** Days since 1970-01-01 of the civil date at this instant. */
  dayNumberAt(instant: number): number {
    return Math.floor((instant + this.offsetAt(instant)) / dayMs);
  }

  /** First instant of a civil day. */
  startOfDay(dayNumber: number): number {
    return this.instantOf(dayNumber * dayMs);
  }

  /** The same wall clock time, `days` calendar days later. */
  addDays(instant: number, days: number): number {
    return this.instantOf(instant + this.offsetAt(instant) + days * dayMs);
  }

  /**
   * The instant at which the clock has come as far as at `instant`, `days` calendar days later. It never goes back as `instant` grows:
   * what the clock shows a second time counts as the end of that stretch, and a time that it skips is the moment of the jump.
   */
  sameTimeOfDay(instant: number, days: number): number {
    const wall = this.#wallReached(instant) + days * dayMs;
    const found = this.instantOf(wall);
    return found + this.offsetAt(found) === wall ? found : this.#turnBefore(found);
  }

  #wallReached(instant: number): number {
    const wall = instant + this.offsetAt(instant);
    if (this.instantOf(wall) === instant) return wall;
    const turn = this.#turnBefore(instant);
    return turn + this.offsetAt(turn - 1);
  }

  /** When the clock was last put forward or back. Only for instants close behind. */
  #turnBefore(instant: number): number {
    let turn = Math.floor(instant / quarterHourMs) * quarterHourMs;
    while (this.offsetAt(turn - 1) === this.offsetAt(instant)) turn -= quarterHourMs;
    return turn;
  }

  #offsetFromFormat(instant: number): number {
    const parts: Record<string, number> = {};
    for (const part of this.#format.formatToParts(instant)) parts[part.type] = Number(part.value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  }
}

const zones = new Map<string, Zone>();
const zonesMax = 1000;

/** The zone of that name, or null where there is none. Offsets such as `+07:00` are accepted too. */
export function zoneOf(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  try {
    const zone = new Zone(name);
    if (zones.size >= zonesMax) zones.clear();
    zones.set(name, zone);
    return zone;
  } catch {
    return null;
  }
}
