import type { Catalog } from '@tidewatch/contract';
import { checkInhibition, checkMuteTiming, checkReceiver, checkRouteNames } from './checks/check-delivery.ts';
import { checkRoute } from './checks/check-routes.ts';
import type { Defined } from './checks/documents.ts';
import type { Definitions } from './checks/parse-definition.ts';

type ByName = <Definition>(
  defined: readonly Defined<Definition>[],
  nameOf: (definition: Definition) => string,
  kind: string,
) => Map<string, Defined<Definition>>;

/** Checks receivers, routes, inhibitions and mute timings, and gives those that are active, sorted by name. */
export function normaliseDelivery(
  definitions: Definitions,
  byName: ByName,
): Pick<Catalog, 'receivers' | 'routes' | 'inhibitions' | 'muteTimings'> {
  const receivers = byName(definitions.receivers, ({ receiver }) => receiver, 'receiver');
  const muteTimings = byName(definitions.muteTimings, ({ muteTiming }) => muteTiming, 'muteTiming');
  const routes = byName(definitions.routes, ({ route }) => route, 'route');
  const inhibitions = byName(definitions.inhibitions, ({ inhibition }) => inhibition, 'inhibition');
  const names = {
    receivers: activeNames(receivers),
    muteTimings: activeNames(muteTimings),
    broken: definitions.broken.delivery,
  };
  for (const route of routes.values()) if (route.definition.active) checkRouteNames(route, names);
  return {
    receivers: activeOf(receivers, checkReceiver),
    routes: activeOf(routes, checkRoute),
    inhibitions: activeOf(inhibitions, checkInhibition),
    muteTimings: activeOf(muteTimings, checkMuteTiming),
  };
}

type Named<Definition> = ReadonlyMap<string, Defined<Definition>>;

const activeNames = (definitions: Named<{ readonly active: boolean }>): Set<string> =>
  new Set([...definitions].filter(([, { definition }]) => definition.active).map(([name]) => name));

function activeOf<Definition extends { readonly active: boolean }, Normal>(
  definitions: Named<Definition>,
  check: (defined: Defined<Definition>) => Normal,
): Normal[] {
  return [...definitions]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, defined]) => ({ normal: check(defined), active: defined.definition.active }))
    .filter(({ active }) => active)
    .map(({ normal }) => normal);
}
