import { describe, expect, it } from 'vitest';
import { completeMatchers, draftFor, lengthMsOf, newSilence, withMatcher } from './form/silence-draft.ts';

const zone = 'Asia/Jakarta';
/** 14:05 in Jakarta. */
const nowMs = Date.UTC(2026, 10, 21, 7, 5);
const draft = draftFor({ alertname: 'many', city: 'Kota "A"' }, nowMs, zone);

describe('a new silence', () => {
  it('hides what has the labels of the alert, for an hour', () => {
    expect(newSilence({ ...draft, reason: ' planned work ' }, 'Rina', nowMs, zone)).toEqual({
      matchers: [
        { label: 'alertname', op: '=', value: 'many' },
        { label: 'city', op: '=', value: 'Kota "A"' },
      ],
      durationMs: 3_600_000,
      by: 'Rina',
      comment: 'planned work',
    });
  });

  it('ends at a time of the wall clock in the chosen zone', () => {
    const until = { ...draft, duration: 'until', until: '2026-11-21T16:00' } as const;
    expect(newSilence(until, 'Rina', nowMs, zone)).toMatchObject({ endsAt: Date.UTC(2026, 10, 21, 9, 0) });
    expect(draft.until).toBe('2026-11-22T14:05');
  });

  it.each(['2026-11-21T14:05', '2026-11-21T03:00', '', 'soon'])('is not made with the end %j', (until) => {
    const past = { ...draft, duration: 'until', until } as const;
    expect(lengthMsOf(past, nowMs, zone)).toBeNull();
    expect(newSilence(past, 'Rina', nowMs, zone)).toBeNull();
  });

  it('is not made while a condition names no label: it would hide more than was meant', () => {
    const open = withMatcher(draft);
    expect(completeMatchers(open)).toHaveLength(2);
    expect(newSilence(open, 'Rina', nowMs, zone)).toBeNull();
    expect(newSilence(draftFor({}, nowMs, zone), 'Rina', nowMs, zone)).toBeNull();
  });
});
