import type { BacktestAnswer, BacktestEpisode, RecordedEpisode } from '@tidewatch/contract/alerts';
import { expect, test } from 'vitest';
import { behindEvidence } from '../../life-cycle/new-alert.ts';
import { compareEpisodes } from './compare-episodes.ts';

const minuteMs = 60_000;

const times = (id: string, from: number, to: number | null, city = 'Medan'): RecordedEpisode => ({
  id,
  group: { city },
  activeSince: from * minuteMs,
  firingSince: from * minuteMs,
  resolvedAt: to === null ? null : to * minuteMs,
  peak: null,
});
const found = (...parameters: Parameters<typeof times>): BacktestEpisode => ({
  ...times(...parameters),
  evidence: behindEvidence,
  withHindsight: false,
  recorded: null,
});
const answerOf = (...episodes: BacktestEpisode[]): BacktestAnswer => ({
  rule: 'r',
  when: '',
  clear: null,
  from: 0,
  to: 100 * minuteMs,
  stepMs: minuteMs,
  evaluations: 100,
  groups: 1,
  episodes,
  fires: episodes.length,
  firesPerDay: 0,
  minutesInAlert: 0,
  points: [],
  onlyLive: [],
  comparedFrom: null,
  source: 'cells',
});

function compared(episodes: readonly BacktestEpisode[], recorded: readonly RecordedEpisode[], since: number | null) {
  const answer = answerOf(...episodes);
  const sinceMs = since === null ? null : since * minuteMs;
  const { episodes: told, onlyLive } = compareEpisodes(answer, { episodes: recorded, since: sinceMs }, 2 * minuteMs);
  return {
    told: told.map(({ id, withHindsight, recorded: live }) => `${id} ${withHindsight ? 'hindsight' : (live ?? '-')}`),
    onlyLive: onlyLive.map(({ id }) => id),
  };
}

test('the same to two steps is the same; another begin or end is hindsight; what only the live engine saw is listed', () => {
  const episodes = [found('a', 10, 20), found('b', 30, 40), found('c', 50, 60), found('d', 70, 75, 'Ambon')];
  const live = [times('A', 9, 19), times('B', 30, 45), times('D', 70, 75), times('E', 80, 81)];
  expect(compared(episodes, live, 0)).toEqual({
    told: ['a A', 'b hindsight', 'c hindsight', 'd hindsight'],
    onlyLive: ['B', 'D', 'E'],
  });
});

test('what lies before the rule was in force is not compared', () => {
  const episodes = [found('a', 10, 20), found('b', 60, 70)];
  expect(compared(episodes, [times('B', 60, 70)], 50)).toEqual({ told: ['a -', 'b B'], onlyLive: [] });
  expect(compared(episodes, [times('B', 60, 70)], null)).toEqual({ told: ['a -', 'b -'], onlyLive: [] });
});

test('at the ends of the time both are cut alike: it began before, or fires on', () => {
  expect(compared([found('a', 1, 20), found('b', 90, null)], [times('A', -30, 20), times('B', 90, 130)], 0)).toEqual({
    told: ['a A', 'b B'],
    onlyLive: [],
  });
});

test('one recorded episode is the same as one that was found, not two', () => {
  expect(compared([found('a', 10, 11), found('b', 12, 13)], [times('A', 11, 12)], 0).told).toEqual([
    'a A',
    'b hindsight',
  ]);
});
