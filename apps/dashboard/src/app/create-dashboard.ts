import { createApp, effectScope, type App as VueApp } from 'vue';
import { createRouter, createWebHistory, type RouterScrollBehavior } from 'vue-router';
import { pageKey } from '../shared/page/page.ts';
import App from './App.vue';
import { createPage } from './create-page.ts';
import { recoverFromMissingChunk } from './recover-from-missing-chunk.ts';
import { routes } from './routes.ts';

/** Another page begins at its top; a filter on the same page moves nothing. */
const scrollBehavior: RouterScrollBehavior = (to, from, saved) => {
  if (saved !== null) return saved;
  return to.path === from.path ? false : { top: 0 };
};

/** The dashboard, ready to be mounted. */
export const createDashboard = (): VueApp => {
  const app = createApp(App);
  const router = createRouter({ history: createWebHistory(), routes, scrollBehavior });
  const page = effectScope(true).run(() => createPage(router));
  if (page !== undefined) {
    app.provide(pageKey, page);
    recoverFromMissingChunk(router, page);
  }
  return app.use(router);
};
