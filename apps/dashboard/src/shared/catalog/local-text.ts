import type { LocalText } from '@tidewatch/contract/queries';
import type { Language } from '../format/locale.ts';

/** The text in the language asked for, else in English. */
export const localText = (text: LocalText, language: Language): string =>
  typeof text === 'string' ? text : (text[language] ?? text.en);
