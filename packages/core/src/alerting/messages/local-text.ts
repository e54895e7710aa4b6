import type { LocalText } from '@tidewatch/contract/queries';

const lengthMax = 200;

/** A text in a language, else in English; on one line. */
export function localText(text: LocalText, language: 'en' | 'id'): string {
  return oneLine(typeof text === 'string' ? text : (text[language] ?? text.en));
}

/** Control characters and line ends would let a name write lines of its own. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, lengthMax);
