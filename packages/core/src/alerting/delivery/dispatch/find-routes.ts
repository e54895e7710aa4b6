import type { Route } from '@tidewatch/contract/catalog/delivery';
import { compileMatchers, type LabelSet, type LabelTest } from '../../matching/label-matchers.ts';

/** Routes made ready for matching. */
export type RouteFinder = (labels: LabelSet) => readonly Route[];

interface Compiled {
  readonly route: Route;
  readonly matches: LabelTest;
  readonly branches: readonly Compiled[];
}

const compile = (route: Route): Compiled => ({
  route,
  matches: compileMatchers(route.matchers),
  branches: route.routes.map(compile),
});

/**
 * Which routes an alert takes, as Alertmanager's tree does: the deepest branches that match; the first one of a level unless it says
 * `continue`; a route itself where none of its branches matches. Roots are independent, a fallback root is for what no other root took.
 */
export function routeFinder(roots: readonly Route[]): RouteFinder {
  const compiled = roots.map(compile);
  return (labels) => {
    const taken = compiled.filter(({ route }) => !route.fallback).flatMap((root) => descend(root, labels));
    if (taken.length > 0) return taken;
    return compiled.filter(({ route }) => route.fallback).flatMap((root) => descend(root, labels));
  };
}

function descend({ route, matches, branches }: Compiled, labels: LabelSet): readonly Route[] {
  if (!matches(labels)) return [];
  const found: Route[] = [];
  for (const branch of branches) {
    const inner = descend(branch, labels);
    found.push(...inner);
    if (inner.length > 0 && !branch.route.continue) break;
  }
  return found.length === 0 ? [route] : found;
}
