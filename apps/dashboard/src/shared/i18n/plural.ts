/** The form for `count` in a language, as CLDR names it. Indonesian has one form, English two. */
export const plural = (
  rules: Intl.PluralRules,
  count: number,
  forms: { readonly one?: string; readonly other: string },
): string => (rules.select(count) === 'one' ? (forms.one ?? forms.other) : forms.other);
