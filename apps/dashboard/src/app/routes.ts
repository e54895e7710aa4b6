import type { RouteRecordRaw } from 'vue-router';

/**
 * The pages, each a file of its own that is loaded when somebody goes there. A page names itself with `usePageTitle`. A page that is one
 * of the main ones also has its line in `navigation/navigation.ts`. A plain page has neither filters nor a time range.
 */
export const routes: readonly RouteRecordRaw[] = [
  { path: '/', component: () => import('./pages/DashboardPage.vue') },
  { path: '/d/:name', component: () => import('./pages/DashboardPage.vue') },
  { path: '/cases', component: () => import('./CasesPage.vue') },
  { path: '/metrics', component: () => import('./pages/MetricsPage.vue'), meta: { plain: true } },
  { path: '/metrics/:name', component: () => import('./pages/MetricPage.vue') },
  { path: '/pipeline', component: () => import('./pages/PipelinePage.vue'), meta: { plain: true } },
  { path: '/alerts', component: () => import('./pages/AlertsPage.vue'), meta: { plain: true } },
  { path: '/alerts/:id', component: () => import('./pages/AlertPage.vue'), meta: { plain: true } },
  { path: '/rules', component: () => import('./pages/RulesPage.vue'), meta: { plain: true } },
  { path: '/rules/:name', component: () => import('./pages/RulePage.vue'), meta: { plain: true } },
  { path: '/silences', component: () => import('./pages/SilencesPage.vue'), meta: { plain: true } },
  { path: '/:lost(.*)*', component: () => import('./LostPage.vue'), meta: { lost: true, plain: true } },
];
