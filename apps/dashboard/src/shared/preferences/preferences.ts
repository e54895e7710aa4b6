import { languages, type Language } from '../format/locale.ts';
import { zones, type Zone } from '../time/zones.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What a person chose; kept in this browser. */
export interface Preferences {
  readonly theme: Theme;
  readonly language: Language;
  readonly zone: Zone;
}

/** The part of `localStorage` that is used. Either call may throw where storage is switched off. */
export interface PreferenceStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = 'tidewatch.preferences';

const oneOf = <Value extends string>(allowed: readonly Value[], value: unknown, otherwise: Value): Value =>
  allowed.find((candidate) => candidate === value) ?? otherwise;

/** What is stored, each part checked; `browserLanguage` decides where nothing was chosen. */
export const readPreferences = (storage: PreferenceStorage, browserLanguage: string): Preferences => {
  let stored: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    if (typeof value === 'object' && value !== null) stored = value as Record<string, unknown>;
  } catch {
    // Unreadable or forbidden storage is the same as none.
  }
  return {
    theme: oneOf(themes, stored['theme'], 'system'),
    language: oneOf(languages, stored['language'], /^(id|in)\b/.test(browserLanguage) ? 'id' : 'en'),
    zone: oneOf(zones, stored['zone'], 'Asia/Jakarta'),
  };
};

export const writePreferences = (storage: PreferenceStorage, preferences: Preferences): void => {
  try {
    storage.setItem(key, JSON.stringify(preferences));
  } catch {
    // The choice then holds until the page is closed.
  }
};
