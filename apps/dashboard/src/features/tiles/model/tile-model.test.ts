import type { MetricItem, SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { describe, expect, it } from 'vitest';
import type { LiveView } from '../../../shared/live/live-view.ts';
import { panelRange } from '../../../shared/panel/panel-range.ts';
import { sparkPath, sparkTop } from './spark-path.ts';
import { tileModel, type TileInput } from './tile-model.ts';

const hour = 3_600_000;
const week = 7 * 24 * hour;
const dayStart = Date.UTC(2026, 10, 20);
const now = dayStart + 12 * hour;

const metric: MetricItem = {
  metric: 'cancellations',
  title: 'Cancelled orders',
  description: '',
  unit: null,
  by: [],
  grain: '1m',
  measure: 'count',
  formula: null,
  quantiles: [],
  from: ['order.cancelled'],
  good: 'down',
  target: { perDay: 1_000 },
  owner: 'ops',
  builtIn: false,
  asOf: null,
  healthy: true,
};

const answer = (total: number | null, base: number | null, over: Partial<SeriesAnswer> = {}): SeriesAnswer => ({
  metric: 'cancellations',
  unit: null,
  step: '1h',
  tz: 'UTC',
  from: dayStart,
  to: now,
  asOf: now,
  series: [{ group: {}, points: total === null ? [] : [[dayStart, total]], total }],
  compare: [{ group: {}, points: [], total: base, shiftMs: week }],
  truncated: false,
  history: 'available',
  ...over,
});

const view = (given: SeriesAnswer | null, over: Partial<LiveView<SeriesSnapshot>> = {}): LiveView<SeriesSnapshot> => ({
  state: 'live',
  snapshot: given === null ? null : { kind: 'series', answer: given },
  asOf: now - 1_000,
  interruptedAt: null,
  problem: null,
  ...over,
});

const model = (given: LiveView<SeriesSnapshot>, over: Partial<TileInput> & { from?: string } = {}) =>
  tileModel({
    metric,
    view: given,
    ghostDay: null,
    range: panelRange(over.from ?? 'now/d', 'now', over.nowMs ?? now, 'UTC'),
    nowMs: now,
    pipelineState: 'live',
    ...over,
  });

describe('the pictures of a tile are different', () => {
  it('a number, fresh and normal: no word', () => {
    expect(model(view(answer(480, 470)))).toMatchObject({
      picture: 'number',
      chip: null,
      value: 480,
      change: { direction: 'up', worse: false },
    });
  });

  it('zero, and the pipeline healthy', () => {
    expect(model(view(answer(0, 0)))).toMatchObject({ picture: 'zero', chip: 'healthy' });
  });

  it('zero, but nobody knows: late, stale or stopped is not healthy', () => {
    expect(model(view(answer(0, 0), { asOf: now - 30_000 }))).toMatchObject({ picture: 'number', chip: 'late' });
    expect(model(view(answer(0, 0), { asOf: now - 90_000 }))).toMatchObject({ picture: 'number', chip: 'stale' });
    expect(model(view(answer(0, 0)), { pipelineState: 'stopped' })).toMatchObject({
      picture: 'number',
      chip: 'stopped',
    });
  });

  it('no data yet', () => {
    expect(model(view(answer(null, null)))).toMatchObject({ picture: 'no-data', chip: 'new', value: null });
  });

  it('nothing to measure: the quantile of no events', () => {
    expect(
      model(view(answer(null, null)), { metric: { ...metric, measure: 'quantiles', target: null } }),
    ).toMatchObject({
      picture: 'nothing-to-measure',
      chip: null,
    });
  });

  it('loading, and not available', () => {
    expect(model(view(null, { state: 'waiting', asOf: null }))).toMatchObject({ picture: 'loading', chip: null });
    expect(model(view(null, { state: 'refused', asOf: null }))).toMatchObject({
      picture: 'unavailable',
      chip: 'unavailable',
    });
  });

  it('above the target, by pace', () => {
    expect(model(view(answer(734, 552)))).toMatchObject({
      chip: 'above-target',
      change: { worse: true },
      progress: { due: 0.5 - 1 / 86_400 },
    });
  });

  it('a target per day counts once for each day, and says nothing of some hours', () => {
    expect(model(view(answer(6_800, null)), { from: 'now-6d/d' }).progress).toMatchObject({ target: 7_000 });
    expect(model(view(answer(100, null)), { from: 'now-3h' }).progress).toBeNull();
  });

  it('old data stays when the connection goes', () => {
    expect(model(view(answer(734, 552), { state: 'interrupted' }))).toMatchObject({
      value: 734,
      chip: 'late',
      freshness: { cause: 'connection' },
    });
  });

  it('compares nothing while only recent data is there', () => {
    expect(model(view(answer(100, 552, { history: 'unavailable' })))).toMatchObject({ chip: 'partial', change: null });
  });
});

describe('sparkline', () => {
  it('leaves out the unfinished interval', () => {
    const points: [number, number][] = [
      [now - 2 * hour, 4],
      [now - hour, 8],
      [now, 1],
    ];
    const today = view(answer(13, null, { series: [{ group: {}, points, total: 13 }] }), { asOf: now + 60_000 });
    expect(model(today, { nowMs: now + 60_000 }).line).toBe('M83.3 53L91.7 6');
  });

  it('breaks at nulls, and shows a single point', () => {
    expect(
      sparkPath(
        [
          [0, 1],
          [1, null],
          [2, 1],
          [3, 1],
        ],
        0,
        4,
        1,
      ),
    ).toBe('M0 6h1M100 6L150 6');
  });

  it('keeps a line of zeros on the floor', () => {
    expect(
      sparkPath(
        [
          [0, 0],
          [1, 0],
        ],
        0,
        2,
        sparkTop([[0, 0]]),
      ),
    ).toBe('M0 100L100 100');
  });
});
