import type { BacktestAnswer, BacktestEpisode } from '@tidewatch/contract/alerts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catches, caughtCount, episodeRows, figuresOf, marksText, parseMarks, toggledMark } from './episode-rows.ts';
import { quietestThreshold } from './quietest-threshold.ts';

const episode = (firingSince: number, resolvedAt: number | null, city = ''): BacktestEpisode => ({
  id: `${firingSince}${city}`,
  group: city === '' ? {} : { city },
  activeSince: firingSince - 5,
  firingSince,
  resolvedAt,
  peak: { value: 9, at: firingSince + 1 },
  evidence: { value: 8, count: 8, previous: null, baseline: null, target: null, data: 'ok' },
  withHindsight: false,
  recorded: null,
});

const answer = (...episodes: BacktestEpisode[]): BacktestAnswer => ({
  rule: 'many',
  when: 'value > 4',
  clear: null,
  from: 0,
  to: 600_000,
  stepMs: 60_000,
  evaluations: 10,
  groups: 1,
  episodes,
  fires: episodes.length,
  firesPerDay: 2,
  minutesInAlert: 3,
  points: [],
  onlyLive: [],
  comparedFrom: null,
  source: 'cells',
});

describe('episodes as saved and as drafted', () => {
  it('are one row where they overlap in the same group, the newest first', () => {
    const saved = answer(episode(10, 20), episode(50, 60), episode(100, 120, 'Medan'));
    const draft = answer(episode(15, 18), episode(70, null), episode(110, 115, 'Jakarta'));
    expect(episodeRows(saved, draft, []).map(({ with: by, mark }) => [by, mark.fromMs])).toEqual([
      ['draft', 110],
      ['saved', 100],
      ['draft', 70],
      ['saved', 50],
      ['both', 15],
    ]);
  });

  it('are all as saved while there is no draft', () => {
    expect(episodeRows(answer(episode(10, 20)), null, []).map(({ with: by }) => by)).toEqual(['saved']);
  });

  it('are marked and unmarked, and a mark holds whichever answer fires', () => {
    const saved = answer(episode(10, 20), episode(50, 60));
    const [row] = episodeRows(saved, null, []);
    if (row === undefined) throw new Error('no row');
    const marks = toggledMark([], row);
    const [mark] = marks;
    if (mark === undefined) throw new Error('no mark');
    expect(episodeRows(saved, answer(episode(55, 58)), marks).map(({ marked }) => marked)).toEqual([true, false]);
    expect(caughtCount(saved, marks)).toBe(1);
    expect(catches(answer(episode(61, 70)), mark)).toBe(false);
    expect(toggledMark(marks, { ...row, marked: true })).toEqual([]);
  });

  it('say how long the longest was, up to the end where it still fires', () => {
    const figures = figuresOf(answer(episode(10, 20), episode(300_000, null)));
    expect(figures.longest?.lengthMs).toBe(300_000);
    expect(figuresOf(answer()).longest).toBeNull();
  });
});

describe('marks in the address', () => {
  it('come back as they were, whatever the group is called', () => {
    const mark = fc
      .record({
        fromMs: fc.nat(2e12),
        length: fc.integer({ min: 1, max: 1e9 }),
        group: fc.string({ unit: 'grapheme' }),
      })
      .map(({ fromMs, length, group }) => ({ fromMs, toMs: fromMs + length, group }));
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 20 }), (marks) => {
        expect(parseMarks(marksText(marks))).toEqual(marks);
      }),
    );
  });

  it('are left out where they cannot be read', () => {
    expect(parseMarks('zz~10,-,1~2~%E0%A4,~,10~zz')).toEqual([{ fromMs: 36, toMs: 1295, group: '' }]);
    expect(parseMarks(null)).toEqual([]);
  });
});

describe('the quietest threshold', () => {
  const scale = { min: 0, max: 300, step: 1, line: 100 };

  it('is just below the mildest peak where that is enough, with one question', async () => {
    const asked: number[] = [];
    const found = await quietestThreshold({
      scale,
      side: 'above',
      peaks: [24, 31],
      catchesAll: (threshold) => Promise.resolve(asked.push(threshold) > 0 && threshold < 24),
    });
    expect([found, asked]).toEqual([23, [23]]);
  });

  it.each(['above', 'below'] as const)('is the furthest that the engine confirms (%s)', async (side) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 299 }), fc.integer({ min: 0, max: 300 }), async (peak, real) => {
        const limit = side === 'above' ? Math.min(real, peak - 1) : Math.max(real, peak + 1);
        const catchesAll = (threshold: number) =>
          Promise.resolve(side === 'above' ? threshold <= limit : threshold >= limit);
        expect(await quietestThreshold({ scale, side, peaks: [peak], catchesAll })).toBe(limit);
      }),
    );
  });

  it('is none where nothing catches all', async () => {
    const none = { scale, side: 'above' as const, catchesAll: () => Promise.resolve(false) };
    expect(await quietestThreshold({ ...none, peaks: [9] })).toBeNull();
    expect(await quietestThreshold({ ...none, peaks: [] })).toBeNull();
  });
});
