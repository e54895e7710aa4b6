import { inject } from 'vue';
import { pageKey, type Page } from './page.ts';

/** The page that this component belongs to. */
export const usePage = (): Page => {
  const page = inject(pageKey);
  if (page === undefined)
    throw new Error('usePage: no page was provided. Mount the component below the app of createDashboard.');
  return page;
};
