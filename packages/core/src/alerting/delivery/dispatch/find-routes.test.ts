import type { Route } from '@tidewatch/contract/catalog/delivery';
import { expect, test } from 'vitest';
import { parseMatcher } from '../../matching/label-matchers.ts';
import { routeOf } from '../testing/delivery-world.fixture.ts';
import { routeFinder } from './find-routes.ts';
import { groupOf } from './group-of.ts';

const branch = (key: string, match: readonly string[], more: Partial<Route> = {}): Route =>
  routeOf(key, { key, matchers: match.map(parseMatcher), continue: false, ...more });

const find = routeFinder([
  branch('root', ['env = prod'], {
    routes: [
      branch('pharmacy', ['team = pharmacy'], { routes: [branch('urgent', ['severity = critical'])] }),
      branch('copy', ['team =~ "p.*"'], { continue: true }),
      branch('platform', ['team =~ "platform|pipeline"']),
      branch('never', ['team = platform']),
    ],
  }),
  branch('audit', ['severity = critical']),
  branch('rest', [], { fallback: true }),
]);

test.each([
  [{ env: 'prod', team: 'pharmacy', severity: 'critical' }, ['urgent', 'audit']],
  [{ env: 'prod', team: 'pharmacy' }, ['pharmacy']],
  [{ env: 'prod', team: 'platform' }, ['copy', 'platform']],
  [{ env: 'prod', team: 'other' }, ['root']],
  [{ env: 'test', severity: 'critical' }, ['audit']],
  [{ env: 'test' }, ['rest']],
])('%j takes %j', (labels, keys) => {
  expect(find(labels as unknown as Record<string, string>).map(({ key }) => key)).toEqual(keys);
});

test('a group is the route and the values of its labels, whatever their order', () => {
  const route = branch('r', [], { groupBy: ['b', 'a', 'absent'] });
  const group = groupOf(route, { a: '1', b: '2', c: '3' });
  expect(group).toEqual(groupOf(route, { c: '4', b: '2', a: '1' }));
  expect(group.labels).toEqual({ a: '1', b: '2' });
  expect(groupOf(branch('r', [], { groupBy: null }), { a: '1' }).labels).toEqual({ a: '1' });
});
