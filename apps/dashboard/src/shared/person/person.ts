import { personNameLengthMax, type Person } from '@tidewatch/contract/operations/cases';

/** The part of `localStorage` that is used. Either call may throw where storage is switched off. */
export interface PersonStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = 'tidewatch.person';
const idPattern = /^[A-Za-z0-9_-]{8,64}$/;

/** A name as it may be sent: one line, trimmed; null when nothing is left. */
export const cleanName = (text: string): string | null => {
  const name = text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, personNameLengthMax)
    .trim();
  return name === '' ? null : name;
};

/** Who sits here, as they called themselves in this browser; null before they did. */
export const readPerson = (storage: PersonStorage): Person | null => {
  try {
    const stored = JSON.parse(storage.getItem(key) ?? 'null') as Partial<Record<keyof Person, unknown>> | null;
    const name = typeof stored?.name === 'string' ? cleanName(stored.name) : null;
    if (name !== null && typeof stored?.id === 'string' && idPattern.test(stored.id)) return { id: stored.id, name };
  } catch {
    // Unreadable or forbidden storage is the same as none.
  }
  return null;
};

export const writePerson = (storage: PersonStorage, person: Person): void => {
  try {
    storage.setItem(key, JSON.stringify(person));
  } catch {
    // The name then holds until the page is closed.
  }
};

/** One or two letters for a small circle: `Rina Kusuma` → `RK`. */
export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => /[\p{L}\p{N}]/u.exec(word ?? '')?.[0] ?? '',
  );
  const initials = letters.join('').toLocaleUpperCase();
  return initials === '' ? '?' : initials;
};
