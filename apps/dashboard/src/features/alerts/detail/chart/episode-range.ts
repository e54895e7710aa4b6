import type { AlertItem } from '@tidewatch/contract/alerts';
import type { PanelRange } from '../../../../shared/panel/panel-range.ts';
import { stepFor } from '../../../../shared/time/step-for.ts';
import { stepMs } from '../../../../shared/series/step.ts';
import { spanText } from '../../../../shared/alerts/model/span-text.ts';
import type { MetricItem } from '@tidewatch/contract/queries';
import { instantText } from '../../../../shared/time/resolve-time.ts';

const hourMs = 3_600_000;
/** What stands before an episode, so that it can be seen how it began; and after it. */
const beforeMsMin = 3 * hourMs;
const afterMsMin = hourMs;
const windowsBefore = 12;
const intervalsMax = 600;
/** A day of minutes, and the window before it. */
const cellsMax = 1_600;

/** The time in which an episode is shown: with what went before, and what came after. */
export const episodeRange = (
  { activeSince, resolvedAt, overMs }: Pick<AlertItem, 'activeSince' | 'resolvedAt' | 'overMs'>,
  nowMs: number,
): PanelRange => {
  const step = Math.max(60_000, overMs);
  const before = Math.max(beforeMsMin, windowsBefore * overMs);
  const fromMs = Math.floor((activeSince - before) / step) * step;
  const until = resolvedAt === null ? nowMs : resolvedAt + Math.max(afterMsMin, 4 * overMs);
  const live = until >= nowMs;
  const toMs = live ? nowMs : Math.ceil(until / step) * step;
  return {
    from: instantText(fromMs),
    to: live ? 'now' : instantText(toMs),
    fromMs,
    toMs,
    axisToMs: toMs,
    today: false,
    live,
    days: null,
  };
};

/** Whether the rolling window can be drawn from the metric's cells: they add up, and are not too many. */
export const canRoll = (
  { measure, formula, grain }: Pick<MetricItem, 'measure' | 'formula' | 'grain'>,
  overMs: number,
  { fromMs, toMs }: Pick<PanelRange, 'fromMs' | 'toMs'>,
): boolean =>
  formula === null &&
  (measure === 'count' || measure === 'sum') &&
  overMs % stepMs(grain) === 0 &&
  (toMs - fromMs + overMs) / stepMs(grain) <= cellsMax;

/**
 * Intervals as long as the rule's window, so that its threshold can be drawn over them; finer or coarser where that gives no chart, and
 * then there is no threshold.
 */
export const episodeStep = (
  { fromMs, toMs }: Pick<PanelRange, 'fromMs' | 'toMs'>,
  overMs: number,
): { readonly step: string; readonly isWindow: boolean } => {
  const count = (toMs - fromMs) / overMs;
  const isWindow = overMs >= 60_000 && count <= intervalsMax && 86_400_000 % overMs === 0;
  const step = isWindow ? spanText(overMs) : stepFor(toMs - fromMs);
  return { step, isWindow: isWindow || stepMs(step) === overMs };
};
