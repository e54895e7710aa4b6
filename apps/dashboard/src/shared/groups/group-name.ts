import { plainText } from '../format/plain-text.ts';
import { noneValue, otherValue } from './top-groups.ts';

/** A dimension's value for the screen: text as it is, what was not given and the rest in the words of the language. */
export const groupName = (key: string, words: { readonly none: string; readonly other: string }): string =>
  key === noneValue ? words.none : key === otherValue ? words.other : plainText(key);
