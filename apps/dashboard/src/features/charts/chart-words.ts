import type { MetricItem } from '@tidewatch/contract/queries';
import { localText } from '../../shared/catalog/local-text.ts';
import { valueText } from '../../shared/format/format-value.ts';
import type { Language } from '../../shared/format/locale.ts';
import type { Messages } from '../../shared/i18n/messages.ts';
import { formatMinute } from '../../shared/time/format-time.ts';
import { zoneLabels, type Zone } from '../../shared/time/zones.ts';
import type { ChartModel } from './chart-model.ts';

export interface ChartSpeech {
  readonly text: Messages;
  readonly language: Language;
  readonly zone: Zone;
}

/** `5m` → `5 min`. */
export const stepWords = (step: string, text: Messages): string => {
  const count = Number.parseInt(step, 10);
  const unit = step.slice(-1);
  return unit === 'h' ? text.steps.h(count) : unit === 'd' ? text.steps.d(count) : text.steps.m(count);
};

/** The chart in a sentence, for those who cannot see it. */
export const chartSummary = (metric: MetricItem, model: ChartModel, { text, language, zone }: ChartSpeech): string => {
  const title = localText(metric.title, language);
  if (model.newest === null) return text.chart.summaryEmpty(title);
  return text.chart.summary(
    title,
    valueText(model.newest.y, metric.unit, language),
    `${formatMinute(model.newest.x, zone)} ${zoneLabels[zone]}`,
  );
};
