import type { MetricItem, Point, Series } from '@tidewatch/contract/queries';
import type { PipelineAnswer, SeriesSnapshot } from '@tidewatch/contract/socket';
import { freshnessOf, type Freshness } from '../../../shared/freshness/freshness.ts';
import type { LiveView } from '../../../shared/live/live-view.ts';
import type { PanelRange } from '../../../shared/panel/panel-range.ts';
import { changeOf, type Change } from '../../../shared/series/change-of.ts';
import { comparedPoints } from '../../../shared/series/compared-points.ts';
import { comparedTotal } from '../../../shared/series/compared-total.ts';
import { emptyIsZero } from '../../../shared/series/empty-is-zero.ts';
import { fillWindow, splitUnfinished } from '../../../shared/series/fill-window.ts';
import { stepMs } from '../../../shared/series/step.ts';
import { targetProgress, type TargetProgress } from '../../../shared/series/target-progress.ts';
import { sparkPath, sparkTop } from './spark-path.ts';
import { chipOf, pictureOf, type Chip, type Picture } from './tile-state.ts';

export interface TileInput {
  readonly metric: MetricItem;
  /** The range so far, with the time that is compared with beside it. */
  readonly view: LiveView<SeriesSnapshot>;
  /** The whole day that is compared with, for the ghost line beyond the present. */
  readonly ghostDay: LiveView<SeriesSnapshot> | null;
  readonly range: PanelRange;
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
  /** SVG paths: the range, and the time that is compared with. */
  readonly line: string;
  readonly ghost: string;
}

const dayMs = 86_400_000;

const totalSeries = (view: LiveView<SeriesSnapshot> | null): Series | null => view?.snapshot?.answer.series[0] ?? null;

/** Points of the time that is compared with, moved onto this one. */
const ghostPoints = ({ view, ghostDay, range }: TileInput): readonly Point[] => {
  const day = ghostDay?.snapshot?.answer;
  if (day === undefined) return comparedPoints(view.snapshot?.answer);
  return (day.series[0]?.points ?? []).map(([at, value]): Point => [at + range.fromMs - day.from, value]);
};

const sparkOf = (input: TileInput): Pick<TileModel, 'line' | 'ghost'> => {
  const { metric, view, range } = input;
  const step = stepMs(view.snapshot?.answer.step ?? '15m');
  const filled = fillWindow(totalSeries(view)?.points ?? [], {
    fromMs: range.fromMs,
    toMs: Math.min(range.toMs, view.asOf ?? range.fromMs),
    stepMs: step,
    asOfMs: view.asOf,
    emptyIsZero: emptyIsZero(metric),
  });
  const { finished } = splitUnfinished(filled, step, view.asOf);
  const before = ghostPoints(input).filter(([at]) => at < range.axisToMs);
  const top = sparkTop(finished, before);
  return {
    line: sparkPath(finished, range.fromMs, range.axisToMs, top),
    ghost: sparkPath(before, range.fromMs, range.axisToMs, top),
  };
};

/** A target per day counts for a range of whole days, once for each; for any other range it says nothing. */
const targetOf = ({ target }: MetricItem, { days }: PanelRange): MetricItem['target'] => {
  if (target?.perDay === undefined) return target;
  return days === null ? null : { perDay: target.perDay * days };
};

/** Everything that a stat tile says, decided; words and formats are the component's. */
export const tileModel = (input: TileInput): TileModel => {
  const { metric, view, range, nowMs, pipelineState } = input;
  const answer = view.snapshot?.answer ?? null;
  const series = totalSeries(view);
  const asOf = view.asOf;
  const value = series?.total ?? null;
  const freshness = freshnessOf({ asOf, nowMs, viewState: view.state, pipelineState });
  const picture = pictureOf({
    answered: answer !== null,
    refused: view.state === 'refused',
    total: value,
    hasPoints: series?.points.some(([, point]) => point !== null) ?? false,
    emptyIsZero: emptyIsZero(metric),
    freshness,
  });
  const endMs = range.days === null ? range.axisToMs : range.fromMs + range.days * dayMs;
  const share = Math.min(1, Math.max(0, ((asOf ?? nowMs) - range.fromMs) / (endMs - range.fromMs)));
  const progress = targetProgress(targetOf(metric, range), metric.good, value, share);
  const partial = answer?.history === 'unavailable';
  const counts = metric.measure === 'count' && metric.formula === null;
  const base = comparedTotal(answer ?? undefined, metric);
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
