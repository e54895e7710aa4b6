import type { Language } from '../format/locale.ts';
import type { Messages } from '../i18n/messages.ts';
import { compareBase, compareName } from '../time/compare-words.ts';
import type { Zone } from '../time/zones.ts';
import type { PanelRange } from './panel-range.ts';
import type { PanelTexts } from './panel-texts.ts';

type Compare = '1d' | '7d' | '28d';

export interface BaseSpeech {
  readonly text: PanelTexts;
  /** The texts of the page. */
  readonly messages: Messages;
  readonly language: Language;
  readonly zone: Zone;
}

/** What is compared with, in words: `Fri last week`, `yesterday`; for a range that is no day `the same time a week before`. */
export const baseName = (compare: Compare, range: PanelRange, speech: BaseSpeech): string => {
  const { text, messages, language, zone } = speech;
  const day = range.days === 1 ? compareName(compare, range.fromMs, { text: messages, language, zone }) : null;
  return day ?? text.base[compare];
};

/** `vs Fri last week, to 14:05`: a change never stands without its base. */
export const versusWords = (compare: Compare, range: PanelRange, asOf: number | null, speech: BaseSpeech): string => {
  const { text, messages, language, zone } = speech;
  const today = range.today && asOf !== null ? compareBase(compare, asOf, { text: messages, language, zone }) : null;
  return today ?? text.versus(baseName(compare, range, speech));
};
