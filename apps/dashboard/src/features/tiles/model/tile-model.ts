import type { MetricItem, Series } from '@tidewatch/contract/queries';
import type { PipelineAnswer, SeriesSnapshot } from '@tidewatch/contract/socket';
import { freshnessOf, type Freshness } from '../../../shared/freshness/freshness.ts';
import type { LiveView } from '../../../shared/live/live-view.ts';
import type { Day } from '../../../shared/page/use-day.ts';
import { changeOf, type Change } from '../../../shared/series/change-of.ts';
import { emptyIsZero } from '../../../shared/series/empty-is-zero.ts';
import { fillWindow, splitUnfinished } from '../../../shared/series/fill-window.ts';
import { stepMs } from '../../../shared/series/step.ts';
import { targetProgress, type TargetProgress } from '../../../shared/series/target-progress.ts';
import { sparkPath, sparkTop } from './spark-path.ts';
import { chipOf, pictureOf, type Chip, type Picture } from './tile-state.ts';

export interface TileInput {
  readonly metric: MetricItem;
  /** Today so far, with the same weekday last week to the same minute beside it. */
  readonly today: LiveView<SeriesSnapshot>;
  /** The whole of that day last week, for the ghost line. */
  readonly lastWeek: LiveView<SeriesSnapshot> | null;
  readonly day: Day;
  readonly nowMs: number;
  readonly pipelineState: PipelineAnswer['state'] | null;
}

export interface TileModel {
  readonly picture: Picture;
  readonly chip: Chip;
  readonly freshness: Freshness;
  readonly asOf: number | null;
  readonly value: number | null;
  readonly change: Change | null;
  readonly progress: TargetProgress | null;
  readonly partial: boolean;
  /** SVG paths: today, and last week's same day. */
  readonly line: string;
  readonly ghost: string;
}

const totalSeries = (view: LiveView<SeriesSnapshot> | null): Series | null => view?.snapshot?.answer.series[0] ?? null;

const sparkOf = ({ metric, today, lastWeek, day }: TileInput): Pick<TileModel, 'line' | 'ghost'> => {
  const answer = today.snapshot?.answer;
  const points = totalSeries(today)?.points ?? [];
  const step = stepMs(answer?.step ?? '15m');
  const asOfMs = today.asOf;
  const filled = fillWindow(points, {
    fromMs: day.fromMs,
    toMs: asOfMs ?? day.fromMs,
    stepMs: step,
    asOfMs,
    emptyIsZero: emptyIsZero(metric),
  });
  const { finished } = splitUnfinished(filled, step, asOfMs);
  const before = totalSeries(lastWeek)?.points ?? [];
  const top = sparkTop(finished, before);
  return {
    line: sparkPath(finished, day.fromMs, day.toMs, top),
    ghost: sparkPath(before, day.lastWeekFromMs, day.lastWeekToMs, top),
  };
};

/** Everything that a stat tile says, decided; words and formats are the component's. */
export const tileModel = (input: TileInput): TileModel => {
  const { metric, today, day, nowMs, pipelineState } = input;
  const answer = today.snapshot?.answer ?? null;
  const series = totalSeries(today);
  const asOf = today.asOf;
  const value = series?.total ?? null;
  const freshness = freshnessOf({ asOf, nowMs, viewState: today.state, pipelineState });
  const picture = pictureOf({
    answered: answer !== null,
    refused: today.state === 'refused',
    total: value,
    hasPoints: series?.points.some(([, point]) => point !== null) ?? false,
    emptyIsZero: emptyIsZero(metric),
    freshness,
  });
  const dayShare = Math.min(1, Math.max(0, ((asOf ?? nowMs) - day.fromMs) / (day.toMs - day.fromMs)));
  const progress = targetProgress(metric.target, metric.good, value, dayShare);
  const partial = answer?.history === 'unavailable';
  const counts = metric.measure === 'count' && metric.formula === null;
  // A base of today's recent part against last week's whole morning would be a wrong number.
  const base = partial ? null : (answer?.compare?.[0]?.total ?? null);
  return {
    picture,
    chip: chipOf(picture, freshness, progress, partial),
    freshness,
    asOf,
    value,
    change: changeOf({ value, base, unit: metric.unit, good: metric.good, counts }),
    progress,
    partial,
    ...sparkOf(input),
  };
};
