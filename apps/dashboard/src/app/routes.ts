import type { RouteRecordRaw } from 'vue-router';

/**
 * The pages, each a file of its own that is loaded when somebody goes there. A page names itself with `usePageTitle`. A page that is one
 * of the main ones also has its line in `navigation/navigation.ts`.
 */
export const routes: readonly RouteRecordRaw[] = [
  { path: '/', component: () => import('./pages/DashboardPage.vue') },
  { path: '/d/:name', component: () => import('./pages/DashboardPage.vue') },
  { path: '/cases', component: () => import('./CasesPage.vue') },
  { path: '/metrics', component: () => import('./pages/MetricsPage.vue') },
  { path: '/metrics/:name', component: () => import('./pages/MetricPage.vue') },
  { path: '/pipeline', component: () => import('./pages/PipelinePage.vue') },
  { path: '/alerts', component: () => import('./pages/AlertsPage.vue') },
  { path: '/alerts/:id', component: () => import('./pages/AlertPage.vue') },
  { path: '/rules', component: () => import('./pages/RulesPage.vue') },
  { path: '/rules/:name', component: () => import('./pages/RulePage.vue') },
  { path: '/silences', component: () => import('./pages/SilencesPage.vue') },
  { path: '/:lost(.*)*', component: () => import('./LostPage.vue'), meta: { lost: true } },
];
