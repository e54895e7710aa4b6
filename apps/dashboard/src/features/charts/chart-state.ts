import type { MetricItem } from '@tidewatch/contract/queries';
import { formatCompact } from '../../shared/format/format-number.ts';
import { valueText } from '../../shared/format/format-value.ts';
import { localeOf } from '../../shared/format/locale.ts';
import { formatMinute, formatWeekday } from '../../shared/time/format-time.ts';
import { axisStep } from './axis-step.ts';
import type { ChartColours } from './canvas/chart-colours.ts';
import type { ChartModel } from './chart-model.ts';
import type { ChartSpeech } from './chart-words.ts';
import type { LineChartState } from './canvas/line-chart.ts';
import { timeTicks } from './time-ticks.ts';

export interface ChartStateInput extends ChartSpeech {
  readonly metric: MetricItem;
  readonly model: ChartModel;
  readonly colours: ChartColours;
  readonly old: boolean;
  readonly large: boolean;
}

const isCurrency = (unit: string | null) => unit !== null && /^[A-Z]{3}$/.test(unit);

const highestOf = ({ lines, unfinished }: ChartModel): number => {
  const points = lines.flatMap((line) => [...line.points, ...line.lastWeek]);
  return points.reduce((highest, { y }) => (y > highest ? y : highest), unfinished?.y ?? 0);
};

/** The model with the words and formats of a language and a zone. */
export const chartState = ({
  metric,
  model,
  colours,
  old,
  large,
  text,
  language,
  zone,
}: ChartStateInput): LineChartState => {
  const plain = metric.unit === null || isCurrency(metric.unit);
  const value = (amount: number) => valueText(amount, metric.unit, language);
  return {
    model,
    colours,
    old,
    ticks: timeTicks(model.fromMs, model.toMs, zone, large ? 8 : 4),
    target: metric.target?.value ?? null,
    axisStep: axisStep(Math.max(highestOf(model), metric.target?.value ?? 0), metric.unit),
    wholeNumbers: metric.measure === 'count' && metric.formula === null,
    time: (epochMs) => formatMinute(epochMs, zone),
    // The currency stands in the title's tile and in the tip; on the axis it would not fit.
    axisValue: (amount) => (plain || amount === 0 ? formatCompact(amount, language) : value(amount)),
    value,
    lineName: (line) => line.stat ?? text.chart.now,
    lastWeekName: text.chart.lastWeek(formatWeekday(model.toMs, zone, localeOf[language])),
  };
};
