/** Languages of the screens and the BCP 47 tag whose separators their numbers have. */
export const languages = ['en', 'id'] as const;
export type Language = (typeof languages)[number];

/** For numbers. Dates: `shared/time/format-time.ts`. */
export const localeOf: Readonly<Record<Language, string>> = { en: 'en-US', id: 'id-ID' };
