import type { Route, RouteBranchDefinition, RouteDefinition } from '@tidewatch/contract';
import { matcherText } from '../../alerting/matching/label-matchers.ts';
import { checkMatchers, durationMs } from './check-delivery.ts';
import type { Defined, DocumentPath } from './documents.ts';

const defaults = {
  groupBy: ['alertname'],
  groupWaitMs: 10_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
};
const depthMax = 10;

/** Checks a route with its branches; each takes from its parent what it leaves out. */
export function checkRoute({ definition, report }: Defined<RouteDefinition>): Route {
  const root: Inherited = {
    ...defaults,
    key: definition.route,
    receiver: definition.receiver,
    muteTimings: [],
    escalate: [],
  };
  if (definition.fallback && definition.match.length > 0)
    report(['fallback'], 'fallback: true is for whatever no other route took; it has no match', { key: true });
  return routeOf({ ...definition, continue: true }, root, report, []);
}

type Inherited = Pick<
  Route,
  'key' | 'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs' | 'muteTimings' | 'escalate'
>;
type Branch = RouteBranchDefinition & { readonly fallback?: boolean };

function routeOf(branch: Branch, parent: Inherited, report: Defined<unknown>['report'], path: DocumentPath): Route {
  if (path.length > depthMax * 2) report(path, `routes are nested deeper than ${depthMax}`);
  const matchers = checkMatchers(branch.match, report, [...path, 'match']);
  const own: Inherited = {
    key: `${parent.key}${path.length === 0 ? '' : '/'}${matchers.length === 0 && path.length > 0 ? '{}' : matchers.map(matcherText).join(',')}`,
    receiver: branch.receiver ?? parent.receiver,
    groupBy: branch.groupBy === undefined ? parent.groupBy : branch.groupBy.includes('...') ? null : branch.groupBy,
    groupWaitMs: timeOf(branch.groupWait, parent.groupWaitMs),
    groupIntervalMs: timeOf(branch.groupInterval, parent.groupIntervalMs),
    repeatIntervalMs: timeOf(branch.repeatInterval, parent.repeatIntervalMs),
    muteTimings: branch.muteTimings ?? parent.muteTimings,
    escalate:
      branch.escalate
        ?.map(({ after, receiver }) => ({ afterMs: durationMs(after), receiver }))
        .toSorted((left, right) => left.afterMs - right.afterMs) ?? parent.escalate,
  };
  if (own.repeatIntervalMs < own.groupIntervalMs)
    report(
      [...path, branch.repeatInterval === undefined ? 'groupInterval' : 'repeatInterval'],
      'repeatInterval must not be shorter than groupInterval',
      { key: true },
    );
  return {
    ...own,
    matchers,
    continue: branch.continue,
    fallback: branch.fallback ?? false,
    routes: withUniqueKeys(
      branch.routes.map((inner, index) => routeOf(inner, own, report, [...path, 'routes', index])),
    ),
  };
}

const timeOf = (text: string | undefined, inherited: number): number =>
  text === undefined ? inherited : durationMs(text);

/** Branches with the same matchers are told apart by their place. */
function withUniqueKeys(routes: readonly Route[]): Route[] {
  const seen = new Map<string, number>();
  return routes.map((route) => {
    const times = (seen.get(route.key) ?? 0) + 1;
    seen.set(route.key, times);
    return times === 1 ? route : { ...route, key: `${route.key}#${times}` };
  });
}
