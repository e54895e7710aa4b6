import type { DashboardDefinition } from '@tidewatch/contract/catalog/dashboard-definition';
import { expect, it } from 'vitest';
import { messages } from '../../shared/i18n/messages.ts';
import { currentPath, dashboardItems, railItems, type NavigationInput } from './navigation.ts';

const dashboard = (name: string, title?: DashboardDefinition['title']) =>
  ({ dashboard: name, ...(title === undefined ? {} : { title }) }) as DashboardDefinition;
const input = (dashboards: readonly DashboardDefinition[]): NavigationInput => ({
  definitions: { metrics: [], events: new Map(), rules: [], routes: [], dashboards },
  language: 'id',
  text: messages.id,
  exists: (path) => path !== '/alerts',
});
const four = input([
  dashboard('ops', { en: 'Operations', id: 'Operasional' }),
  ...['b', 'c', 'd'].map((name) => dashboard(name)),
]);
const paths = (items: readonly { readonly path: string }[]) => items.map(({ path }) => path);

it('puts the first dashboard at the start page and names each in the language of the page', () => {
  expect(dashboardItems(four).map(({ name }) => name)).toEqual(['Operasional', 'b', 'c', 'd']);
  expect(paths(dashboardItems(four))).toEqual(['/', '/d/b', '/d/c', '/d/d']);
});

it('has a start page without any dashboard', () => {
  expect(paths(dashboardItems(input([])))).toEqual(['/']);
});

it('shows the first dashboards and the pages that exist, on a phone no more than fit', () => {
  expect(paths(railItems(four, 'rail'))).toEqual(['/', '/d/b', '/d/c', '/cases', '/metrics', '/pipeline']);
  expect(paths(railItems(four, 'phone'))).toEqual(['/', '/cases', '/metrics', '/pipeline']);
});

it('knows which item an address belongs to', () => {
  const items = railItems(four, 'rail');
  expect(currentPath('/', items, 'ops')).toBe('/');
  expect(currentPath('/d/ops', items, 'ops')).toBe('/');
  expect(currentPath('/metrics/orders', items, 'ops')).toBe('/metrics');
  expect(currentPath('/metricsx', items, 'ops')).toBeNull();
  expect(currentPath('/d/d', items, 'ops')).toBeNull();
});
