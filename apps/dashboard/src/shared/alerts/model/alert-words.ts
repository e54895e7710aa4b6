import type { AlertItem } from '@tidewatch/contract/alerts';
import type { LocalText } from '@tidewatch/contract/queries';
import type { CatalogWords } from '../../catalog/catalog-words.ts';
import { localText } from '../../catalog/local-text.ts';
import { formatNumber } from '../../format/format-number.ts';
import { valueText } from '../../format/format-value.ts';
import type { Language } from '../../format/locale.ts';
import { plainText } from '../../format/plain-text.ts';
import type { AlertTexts } from './alert-texts.ts';
import { thresholdOf } from './condition.ts';
import { spanWords } from './span-text.ts';

/** `Far fewer orders, Surabaya`: the rule and its group. */
export const alertTitle = (
  { title, group }: { readonly title: LocalText; readonly group: AlertItem['group'] },
  language: Language,
  words: CatalogWords,
): string =>
  [
    localText(title, language),
    ...Object.entries(group).map(([dimension, value]) => words.value(dimension, value)),
  ].join(', ');

export interface AlertSentence {
  /** What the rule's window holds; null where silence or lag fires. */
  readonly value: string | null;
  /** What stands behind it: the window, the threshold, the driver. */
  readonly rest: string;
}

/** `24` · `in 5 min, threshold 20. Mostly city Surabaya, 80 % of the change.` `now` is the value of this moment. */
export const alertSentence = (
  alert: AlertItem,
  now: number | null,
  language: Language,
  text: AlertTexts,
  words: CatalogWords,
): AlertSentence => {
  const { evidence, unit, overMs, condition, driver } = alert;
  if (evidence.value === null && evidence.data !== 'ok')
    return { value: null, rest: evidence.data === 'behind' ? text.behind : text.noData };
  // Of no metric: delivery's own alert says what went wrong.
  if (evidence.value === null && overMs === 0) return { value: null, rest: plainText(condition) };
  const say = (value: number) => valueText(value, unit, language);
  const threshold = thresholdOf(condition, evidence);
  const within = text.within('', spanWords(overMs, language)).trim();
  const against = threshold === null ? within : `${within}, ${text.threshold(say(threshold.value))}`;
  return {
    value: now === null ? text.noValue : say(now),
    rest: `${against}.${driver === null ? '' : ` ${driverWords(driver, language, text, words)}.`}`,
  };
};

/** `Mostly city Surabaya, 80 % of the change`. */
const driverWords = (
  driver: NonNullable<AlertItem['driver']>,
  language: Language,
  text: AlertTexts,
  words: CatalogWords,
): string => {
  const mostly = text.mostly(words.value(driver.dimension, driver.value), words.dimension(driver.dimension));
  if (driver.share === null) return mostly;
  return `${mostly}, ${text.share(`${formatNumber(Math.min(1, driver.share) * 100, language)}\u00a0%`)}`;
};
