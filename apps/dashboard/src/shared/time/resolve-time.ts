import { startOfDay } from './zones.ts';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof unitMs;

const relative = /^now(?:-(\d{1,6})([smhdw]))?(\/d)?$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;
/** 2000 to 2100: what lies outside is a mistake. */
const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2100, 0, 1);

export const isRelativeTime = (text: string): boolean => relative.test(text);

/** An instant as it stands in the URL: UTC, without ms that are zero. */
export const instantText = (epochMs: number): string => new Date(epochMs).toISOString().replace('.000Z', 'Z');

/**
 * A time as the API takes it (a relative one, an instant with its offset, or epoch ms) in its one form, null for anything else.
 */
export const canonicalTime = (text: string): string | null => {
  const digits = relative.exec(text)?.[1];
  if (relative.test(text)) return digits === undefined ? text : text.replace(digits, String(Number(digits)));
  const epochMs = /^\d{11,14}$/.test(text) ? Number(text) : instant.test(text) ? Date.parse(text) : Number.NaN;
  return epochMs >= earliestMs && epochMs < latestMs ? instantText(epochMs) : null;
};

/** `edge`: whether `/d` means the first or the last moment of the day. */
export interface ResolveOptions {
  readonly nowMs: number;
  readonly zone: string;
  readonly edge: 'start' | 'end';
}

/** Epoch ms of a canonical time, by the same rules as the server's. Days are those of the zone's calendar. */
export const resolveTime = (text: string, { nowMs, zone, edge }: ResolveOptions): number => {
  const match = relative.exec(text);
  if (match === null) return Date.parse(text);
  const [, count = '0', unit = 's', rounding] = match;
  const byDays = unit === 'd' || unit === 'w';
  const days = byDays ? -Number(count) * (unit === 'w' ? 7 : 1) : 0;
  const sinceMidnight = nowMs - startOfDay(nowMs, zone);
  const moved = byDays ? startOfDay(nowMs, zone, days) + sinceMidnight : nowMs - Number(count) * unitMs[unit as Unit];
  return rounding === undefined ? moved : startOfDay(moved, zone, edge === 'end' ? 1 : 0);
};
