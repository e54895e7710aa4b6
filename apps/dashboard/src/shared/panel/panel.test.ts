import { describe, expect, it } from 'vitest';
import { panelPicture, wasCounted } from './panel-picture.ts';
import { panelRange } from './panel-range.ts';
import { panelScope } from './panel-scope.ts';

const zone = 'Asia/Jakarta';
const hour = 3_600_000;
/** 14:05 in Jakarta. */
const now = Date.UTC(2026, 10, 20, 7, 5);
const midnight = Date.UTC(2026, 10, 19, 17);

describe('range', () => {
  it('of today has an axis to the end of the day', () => {
    expect(panelRange('now/d', 'now', now, zone)).toMatchObject({
      fromMs: midnight,
      toMs: now,
      axisToMs: midnight + 24 * hour,
      today: true,
      live: true,
      days: 1,
    });
  });

  it('of some hours ends now', () => {
    const range = panelRange('now-3h', 'now', now, zone);
    expect(range).toMatchObject({ fromMs: now - 3 * hour, axisToMs: now, today: false, days: null });
  });

  it('of past days says how many', () => {
    expect(panelRange('now-7d/d', 'now-1d/d', now, zone)).toMatchObject({ days: 7, today: false, live: false });
    expect(panelRange('now-6d/d', 'now', now, zone)).toMatchObject({ days: 7, today: false, live: true });
    expect(panelRange('2026-11-20T01:00:00Z', '2026-11-20T02:00:00Z', now, zone).days).toBeNull();
  });
});

describe('scope', () => {
  it('joins both filters', () => {
    expect(panelScope(['reason:x'], ['city:a', 'city:b'], ['city', 'reason'])).toEqual({
      where: ['city:a', 'city:b', 'reason:x'],
      ignored: [],
      nothing: false,
    });
  });

  it('leaves what both allow of one dimension', () => {
    expect(panelScope(['city:a', 'city:c'], ['city:a', 'city:b'], ['city']).where).toEqual(['city:a']);
    expect(panelScope(['city:c'], ['city:a'], ['city'])).toMatchObject({ nothing: true });
  });

  it('says what a metric does not have', () => {
    expect(panelScope([], ['city:a', 'city:b', 'doctor:d'], ['doctor'])).toEqual({
      where: ['doctor:d'],
      ignored: ['city'],
      nothing: false,
    });
  });
});

describe('picture', () => {
  const input = {
    nothing: false,
    answered: true,
    refused: false,
    hasData: false,
    isCounted: false,
    pipelineStopped: false,
  };

  it('tells no data yet, none here and nothing read apart', () => {
    expect(panelPicture(input)).toBe('no-data');
    expect(panelPicture({ ...input, isCounted: true })).toBe('empty');
    expect(panelPicture({ ...input, isCounted: true, pipelineStopped: true })).toBe('stopped');
  });

  it('keeps data whatever happens', () => {
    expect(panelPicture({ ...input, hasData: true, refused: true, pipelineStopped: true })).toBe('data');
    expect(panelPicture({ ...input, answered: false })).toBe('loading');
    expect(panelPicture({ ...input, answered: false, refused: true })).toBe('refused');
  });

  it('knows an empty filter and an empty morning from a new metric', () => {
    const series = (total: number | null) => ({ group: {}, points: [], total });
    expect(wasCounted({ series: [] }, ['city:a'])).toBe(true);
    expect(wasCounted({ series: [], compare: [{ ...series(4), shiftMs: 1 }] }, [])).toBe(true);
    expect(wasCounted({ series: [series(null)] }, [])).toBe(false);
  });
});
