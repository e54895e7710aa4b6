import type { AlertItem } from '@tidewatch/contract/alerts';
import type { PlotBand } from '../../chart/plot/plot.ts';

export interface BandSpeech {
  /** `Firing since 13:42`, or the title where the chart shows more than one alert's metric. */
  readonly label: (alert: AlertItem, sinceMs: number) => string;
  /** The filter of a rule, `dimension:value` each. */
  readonly whereOf: (rule: string) => readonly string[];
}

/** Older episodes than these say nothing on a chart any more. */
const bandsMax = 40;

/** The pending part, then the firing part; a part of no length is left out. */
export const bandsOf = (alert: AlertItem, label: string): readonly PlotBand[] => {
  const { activeSince, firingSince, resolvedAt } = alert;
  const pending: PlotBand = { fromMs: activeSince, toMs: firingSince ?? resolvedAt, pending: true, label: '' };
  if (firingSince === null) return [pending];
  const firing: PlotBand = { fromMs: firingSince, toMs: resolvedAt, pending: false, label };
  return firingSince > activeSince ? [pending, firing] : [firing];
};

/**
 * Bands for a chart of a metric in a scope (`dimension:value` each): of alerts on the metric whose group, and whose rule's filter, is within
 * the scope. An alert of one merchant does not stand on the chart of all.
 */
export const alertBands = (
  alerts: readonly AlertItem[],
  metric: string,
  where: readonly string[],
  { label, whereOf }: BandSpeech,
): readonly PlotBand[] =>
  alerts
    .filter(
      (alert) =>
        alert.metric === metric &&
        [
          ...whereOf(alert.rule),
          ...Object.entries(alert.group).map(([dimension, value]) => `${dimension}:${value}`),
        ].every((one) => where.includes(one)),
    )
    .slice(0, bandsMax)
    .flatMap((alert) => bandsOf(alert, alert.firingSince === null ? '' : label(alert, alert.firingSince)));
