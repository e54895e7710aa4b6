import { createApp, effectScope, type App as VueApp } from 'vue';
import { pageKey } from '../shared/page/page.ts';
import App from './App.vue';
import { createPage } from './create-page.ts';

/** The dashboard, ready to be mounted. */
export const createDashboard = (): VueApp => {
  const app = createApp(App);
  const page = effectScope(true).run(createPage);
  if (page !== undefined) app.provide(pageKey, page);
  return app;
};
