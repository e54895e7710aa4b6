import { onScopeDispose, watchEffect } from 'vue';
import { usePage } from './use-page.ts';

/** What the page that is shown can be narrowed by; the status bar offers it. */
export interface PageScope {
  /** Dimensions in the order of the page; null: those that most metrics have. Empty: no filters here. */
  readonly dimensions: readonly string[] | null;
  /** The page has a time range and a comparison. */
  readonly timed: boolean;
}

export const wholeScope: PageScope = { dimensions: null, timed: true };

/** Says what the status bar offers while this page is shown: `usePageScope(() => ({ dimensions: ['city'], timed: true }))`. */
export const usePageScope = (scope: () => PageScope): void => {
  const page = usePage();
  let mine = wholeScope;
  watchEffect(() => {
    mine = scope();
    page.scope.value = mine;
  });
  onScopeDispose(() => {
    // The next page may have said its own already.
    if (page.scope.value === mine) page.scope.value = wholeScope;
  });
};
