import { formatCompact } from '../../format/format-number.ts';
import { valueText } from '../../format/format-value.ts';
import type { Language } from '../../format/locale.ts';
import type { Messages } from '../../i18n/messages.ts';
import { formatDate, formatMinute } from '../../time/format-time.ts';
import { startOfDay, zoneLabels, type Zone } from '../../time/zones.ts';
import type { Plot, PlotSpeech } from '../plot/plot.ts';
import { timeTicks } from '../plot/time-ticks.ts';

export interface PlotSpeechInput {
  readonly plot: Plot;
  readonly title: string;
  readonly unit: string | null;
  readonly messages: Messages;
  readonly language: Language;
  readonly zone: Zone;
  /** Marks that the axis has room for. */
  readonly ticksMax: number;
  readonly reading: (value: string) => string;
}

const dayMs = 86_400_000;
const isCurrency = (unit: string | null) => unit !== null && /^[A-Z]{3}$/.test(unit);

const formatDay = (epochMs: number, zone: Zone, language: Language): string =>
  formatDate(epochMs, zone, language, { day: 'numeric', month: 'short' });

/** The words and formats of a plot in a language and a zone. */
export const plotSpeech = (input: PlotSpeechInput): PlotSpeech => {
  const { plot, title, unit, messages, language, zone, ticksMax, reading } = input;
  const days = (plot.toMs - plot.fromMs) / dayMs;
  const plain = unit === null || isCurrency(unit);
  const value = (amount: number) => valueText(amount, unit, language);
  const at = (epochMs: number) =>
    days > 1.01 ? `${formatDay(epochMs, zone, language)} ${formatMinute(epochMs, zone)}` : formatMinute(epochMs, zone);
  const { newest } = plot;
  return {
    ticks: timeTicks(plot.fromMs, plot.toMs, zone, ticksMax),
    tick: (epochMs) =>
      days > 1.5 && startOfDay(epochMs, zone) === epochMs
        ? formatDay(epochMs, zone, language)
        : formatMinute(epochMs, zone),
    interval: (fromMs, toMs) =>
      plot.stepMs >= dayMs && toMs - fromMs <= plot.stepMs
        ? `${formatDay(fromMs, zone, language)} ${zoneLabels[zone]}`
        : `${at(fromMs)} – ${at(toMs)} ${zoneLabels[zone]}`,
    // The currency stands in the title's tile and in the tip; on the axis it would not fit.
    axisValue: (amount) => (plain || amount === 0 ? formatCompact(amount, language) : value(amount)),
    value,
    unfinished: messages.chart.unfinished,
    reading,
    summary:
      newest === null
        ? messages.chart.summaryEmpty(title)
        : messages.chart.summary(title, value(newest.y), `${at(newest.x)} ${zoneLabels[zone]}`),
  };
};
