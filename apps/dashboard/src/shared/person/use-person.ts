import type { Person } from '@tidewatch/contract/operations/cases';
import { shallowRef, type ShallowRef } from 'vue';
import { cleanName, readPerson, writePerson } from './person.ts';

/** Base 16, from the browser's own generator: works without a secure context too. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

let shared: ShallowRef<Person | null> | null = null;

/** Who sits at this browser: one for the whole page. There is no login; the name proves nothing, and the dialog says so. */
export const usePerson = () => {
  const person = (shared ??= shallowRef(readPerson(localStorage)));
  return {
    person: person as Readonly<ShallowRef<Person | null>>,
    /** Null, and nothing changes, for a name without a letter to show. */
    callMe(name: string): Person | null {
      const clean = cleanName(name);
      if (clean === null) return null;
      const next = { id: person.value?.id ?? randomId(), name: clean };
      person.value = next;
      writePerson(localStorage, next);
      return next;
    },
  };
};
