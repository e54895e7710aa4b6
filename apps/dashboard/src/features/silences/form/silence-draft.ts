import type { LabelMatcher, NewSilence } from '@tidewatch/contract/operations/silences';
import { instantOf, zonedTime, type Zone } from '../../../shared/time/zones.ts';

export const durations = ['30m', '1h', '4h', '1d', '7d', 'until'] as const;
export type Duration = (typeof durations)[number];

const durationsMs: Readonly<Record<Exclude<Duration, 'until'>, number>> = {
  '30m': 1_800_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
  '7d': 604_800_000,
};

/** What is typed: a silence that is not complete yet. */
export interface SilenceDraft {
  readonly matchers: readonly LabelMatcher[];
  readonly duration: Duration;
  /** `2026-11-21T14:05`, a wall clock; for the duration `until`. */
  readonly until: string;
  readonly reason: string;
}

const labelPattern = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;
const emptyMatcher: LabelMatcher = { label: '', op: '=', value: '' };

export const isComplete = ({ label }: LabelMatcher): boolean => labelPattern.test(label);

/** Conditions that say something; the server would refuse the others. */
export const completeMatchers = ({ matchers }: SilenceDraft): readonly LabelMatcher[] => matchers.filter(isComplete);

const two = (value: number) => String(value).padStart(2, '0');

/** As an input of the kind `datetime-local` shows it. */
const wallClock = (epochMs: number, zone: Zone): string => {
  const { year, month, day, hour, minute } = zonedTime(epochMs, zone);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
};

/** A draft that hides what has these labels, for an hour. */
export const draftFor = (labels: Readonly<Record<string, string>>, nowMs: number, zone: Zone): SilenceDraft => {
  const matchers = Object.entries(labels).map(([label, value]) => ({ label, op: '=' as const, value }));
  return {
    matchers: matchers.length === 0 ? [emptyMatcher] : matchers,
    duration: '1h',
    until: wallClock(nowMs + durationsMs['1d'], zone),
    reason: '',
  };
};

export const withMatcher = (draft: SilenceDraft): SilenceDraft => ({
  ...draft,
  matchers: [...draft.matchers, emptyMatcher],
});

/** How long it would hold, ms; null for an end that is past or cannot be read. */
export const lengthMsOf = ({ duration, until }: SilenceDraft, nowMs: number, zone: Zone): number | null => {
  if (duration !== 'until') return durationsMs[duration];
  const wallMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(until) ? Date.parse(`${until.slice(0, 16)}Z`) : Number.NaN;
  if (Number.isNaN(wallMs)) return null;
  const lengthMs = instantOf(wallMs, zone) - nowMs;
  return lengthMs > 1_000 ? lengthMs : null;
};

/** The body of `POST /v1/silences`; null while something is missing. */
export const newSilence = (draft: SilenceDraft, by: string, nowMs: number, zone: Zone): NewSilence | null => {
  const lengthMs = lengthMsOf(draft, nowMs, zone);
  const matchers = completeMatchers(draft);
  if (lengthMs === null || matchers.length === 0 || matchers.length < draft.matchers.length) return null;
  const end = draft.duration === 'until' ? { endsAt: nowMs + lengthMs } : { durationMs: lengthMs };
  return { matchers: [...matchers], ...end, by, comment: draft.reason.trim() };
};
