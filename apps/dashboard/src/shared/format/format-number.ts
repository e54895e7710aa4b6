import { localeOf, type Language } from './locale.ts';

const formats = new Map<string, Intl.NumberFormat>();

const formatOf = (language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(localeOf[language], options);
  formats.set(key, format);
  return format;
};

/** At most `decimals` decimals: `1,234.5`, in Indonesian `1.234,5`. Minus is U+2212, as wide as plus. */
export const formatNumber = (value: number, language: Language, decimals = 0): string =>
  formatOf(language, { maximumFractionDigits: decimals })
    .format(Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value)
    .replace('-', '−');

/** Three figures and a word: `28.4K`, in Indonesian `28,4 rb`. */
export const formatCompact = (value: number, language: Language): string =>
  formatOf(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(value).replace('-', '−');

/** As few decimals as still tell values of this size apart. */
export const decimalsFor = (value: number): number => {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return 0;
  return size >= 10 ? 1 : 2;
};
