import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { NotificationGroup } from '@tidewatch/contract/operations/notifications';
import { canonicalJson } from '../../../hashing/canonical-json.ts';
import { sha256 } from '../../../hashing/sha256.ts';
import type { LabelSet } from '../../matching/label-matchers.ts';

/** The group of a route that labels belong to. */
export function groupOf(route: Route, labels: LabelSet): NotificationGroup {
  const names = route.groupBy ?? Object.keys(labels).toSorted();
  const own = Object.fromEntries(
    names.filter((name) => Object.hasOwn(labels, name)).map((name) => [name, labels[name] ?? '']),
  );
  return { key: `${route.key}:${canonicalJson(own)}`, route: route.key, labels: own };
}

/** Names a rule and group through all its episodes (64 bits, hex). */
export const seriesOf = (labels: LabelSet): string => sha256(canonicalJson(labels)).slice(0, 16);
