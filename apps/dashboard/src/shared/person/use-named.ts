import { ref, type Ref } from 'vue';
import { usePerson } from './use-person.ts';

export interface Named {
  /** The dialog that asks for a name is to be shown. */
  readonly asking: Readonly<Ref<boolean>>;
  /** Does it in the name of who sits here: at once, or when they have said how they are called. */
  run(act: (name: string) => void): void;
  /** The dialog ended with a name. */
  named(): void;
  cancel(): void;
}

/** What is done here is done in somebody's name. */
export const useNamed = (): Named => {
  const { person } = usePerson();
  const asking = ref(false);
  let waiting: ((name: string) => void) | null = null;
  return {
    asking,
    run(act) {
      if (person.value !== null) return act(person.value.name);
      waiting = act;
      asking.value = true;
    },
    named() {
      const act = waiting;
      waiting = null;
      asking.value = false;
      if (act !== null && person.value !== null) act(person.value.name);
    },
    cancel() {
      waiting = null;
      asking.value = false;
    },
  };
};
