import type { AlertItem } from '@tidewatch/contract/alerts';
import type { AlertTexts } from '../../../../shared/alerts/model/alert-texts.ts';
import { thresholdOf } from '../../../../shared/alerts/model/condition.ts';
import { spanWords } from '../../../../shared/alerts/model/span-text.ts';
import type { AlertValue } from '../../../../shared/alerts/use-alert-value.ts';
import type { CatalogWords } from '../../../../shared/catalog/catalog-words.ts';
import { formatNumber } from '../../../../shared/format/format-number.ts';
import { valueText } from '../../../../shared/format/format-value.ts';
import type { Language } from '../../../../shared/format/locale.ts';
import { formatMinute, formatWeekday } from '../../../../shared/time/format-time.ts';
import type { Zone } from '../../../../shared/time/zones.ts';
import type { AlertsTexts } from '../../messages.ts';

/** One number or name that says what an alert is about. */
export interface AlertFact {
  readonly key: 'now' | 'threshold' | 'week' | 'usual' | 'target' | 'peak' | 'driver';
  readonly name: string;
  readonly value: string;
  readonly second?: string;
  /** Beyond the threshold at this moment. */
  readonly wrong?: boolean;
}

export interface FactSpeech {
  readonly text: AlertsTexts['head'];
  readonly common: AlertTexts;
  readonly words: CatalogWords;
  readonly language: Language;
  readonly zone: Zone;
  readonly nowMs: number;
}

const driverFact = (
  driver: NonNullable<AlertItem['driver']>,
  say: (value: number | null) => string,
  { text, common, words, language }: FactSpeech,
): AlertFact => {
  const share =
    driver.share === null ? null : common.share(`${formatNumber(Math.min(1, driver.share) * 100, language)}\u00a0%`);
  const change = text.driverBefore(say(driver.now), say(driver.before));
  return {
    key: 'driver',
    name: text.driver,
    value: `${words.value(driver.dimension, driver.value)} (${words.dimension(driver.dimension)})`,
    second: share === null ? change : `${share}: ${change}`,
  };
};

/** Silence and lag are no numbers: a zero there would mean "broken". */
const nowText = (
  { evidence, state }: AlertItem,
  { now }: AlertValue,
  say: (value: number | null) => string,
  text: FactSpeech['text'],
): string => {
  const isSilent = state === 'firing' && evidence.value === null && (now === null || now === 0);
  if (isSilent && evidence.data === 'none') return text.noData;
  return isSilent && evidence.data === 'behind' ? text.behind : say(now);
};

/** What, against what: the value of the window first, then all that it can be held against. */
export const alertFacts = (alert: AlertItem, value: AlertValue, speech: FactSpeech): readonly AlertFact[] => {
  const { text, language, zone, nowMs } = speech;
  const { evidence, unit, overMs, peak, driver, state } = alert;
  const say = (amount: number | null) => (amount === null ? speech.common.noValue : valueText(amount, unit, language));
  const span = spanWords(overMs, language);
  const threshold = thresholdOf(alert.condition, evidence);
  const { baseline } = evidence;
  const isBeyond =
    value.now !== null &&
    (threshold === null || (threshold.side === 'above' ? value.now > threshold.value : value.now < threshold.value));
  // The record of an alert that fires is older than the number beside it.
  const isHighest =
    state === 'firing' &&
    peak !== null &&
    value.now !== null &&
    (threshold?.side === 'below' ? value.now < peak.value : value.now > peak.value);
  const highest = isHighest ? { value: value.now, at: nowMs } : peak;
  const weekday = formatWeekday((alert.resolvedAt ?? nowMs) - 7 * 86_400_000, zone, language);
  return [
    {
      key: 'now',
      name: state === 'resolved' ? text.atEnd(span) : text.now(span),
      value: nowText(alert, value, say, text),
      wrong: state === 'firing' && isBeyond,
    },
    ...(threshold === null
      ? []
      : [
          {
            key: 'threshold' as const,
            name: text.threshold,
            value: text[threshold.side](say(threshold.value)),
          },
        ]),
    ...(highest === null
      ? []
      : [{ key: 'peak' as const, name: text.peak, value: say(highest.value), second: formatMinute(highest.at, zone) }]),
    ...(value.lastWeek === null
      ? []
      : [{ key: 'week' as const, name: text.lastWeek(weekday), value: say(value.lastWeek) }]),
    ...(baseline === null || baseline.median === null
      ? []
      : [
          {
            key: 'usual' as const,
            name: text.usual,
            value: say(baseline.median),
            ...(baseline.spread === null ? {} : { second: `± ${say(baseline.spread)}` }),
          },
        ]),
    ...(driver === null ? [] : [driverFact(driver, say, speech)]),
  ];
};
