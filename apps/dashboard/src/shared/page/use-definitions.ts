import { computed, type ComputedRef } from 'vue';
import type { Definitions } from '../catalog/definitions.ts';
import { usePage } from './use-page.ts';

/** The definitions in force. For pages of the routes: these are shown only when the gateway has answered once. */
export const useDefinitions = (): ComputedRef<Definitions> => {
  const page = usePage();
  return computed(
    () => page.definitions.value ?? { metrics: [], events: new Map(), dashboards: [], rules: [], routes: [] },
  );
};
