import type { AlertItem } from '@tidewatch/contract/alerts';
import type { LocalText } from '@tidewatch/contract/queries';
import { dimensionWords } from '../../catalog/dimension-words.ts';
import { localText } from '../../catalog/local-text.ts';
import { formatNumber } from '../../format/format-number.ts';
import { valueText } from '../../format/format-value.ts';
import type { Language } from '../../format/locale.ts';
import { groupName } from '../../groups/group-name.ts';
import type { AlertTexts } from './alert-texts.ts';
import { thresholdOf } from './condition.ts';
import { spanWords } from './span-text.ts';

export interface GroupWords {
  readonly none: string;
  readonly other: string;
}

/** `Far fewer orders, Surabaya`: the rule and its group. */
export const alertTitle = (
  { title, group }: { readonly title: LocalText; readonly group: AlertItem['group'] },
  language: Language,
  words: GroupWords,
): string => [localText(title, language), ...Object.values(group).map((value) => groupName(value, words))].join(', ');

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
  words: GroupWords,
): AlertSentence => {
  const { evidence, unit, overMs, condition, driver } = alert;
  if (evidence.value === null && evidence.data !== 'ok')
    return { value: null, rest: evidence.data === 'behind' ? text.behind : text.noData };
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
export const driverWords = (
  driver: NonNullable<AlertItem['driver']>,
  language: Language,
  text: AlertTexts,
  words: GroupWords,
): string => {
  const mostly = text.mostly(groupName(driver.value, words), dimensionWords(driver.dimension));
  if (driver.share === null) return mostly;
  return `${mostly}, ${text.share(`${formatNumber(Math.min(1, driver.share) * 100, language)}\u00a0%`)}`;
};
