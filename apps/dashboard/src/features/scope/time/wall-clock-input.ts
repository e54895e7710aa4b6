import { instantOf, zonedTime } from '../../../shared/time/zones.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** The value of a `datetime-local` input that shows `epochMs` as a clock in `zone` does. */
export const inputOf = (epochMs: number, zone: string): string => {
  const { year, month, day, hour, minute } = zonedTime(epochMs, zone);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
};

/** Epoch ms of what such an input says in `zone`; null while it is empty or incomplete. */
export const instantOfInput = (value: string, zone: string): number | null => {
  const wallMs = Date.parse(`${value}Z`);
  return Number.isNaN(wallMs) ? null : instantOf(wallMs, zone);
};
