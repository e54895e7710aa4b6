import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { NotificationGroup } from '@tidewatch/contract/operations/notifications';
import type { TrackedAlert } from '../dedupe/decide.ts';
import type { RouteFinder } from './find-routes.ts';
import { groupOf } from './group-of.ts';

/** Alerts of one route with the same values of its `groupBy`. */
export interface AlertGroup {
  readonly group: NotificationGroup;
  readonly route: Route;
  /** Ids. */
  readonly members: Set<string>;
}

/** Sorts alerts into the groups of their routes. */
export class AlertGroups {
  readonly #find: RouteFinder;
  readonly #groups = new Map<string, AlertGroup>();
  readonly #groupsOf = new Map<string, readonly AlertGroup[]>();

  constructor(find: RouteFinder) {
    this.#find = find;
  }

  all(): IterableIterator<AlertGroup> {
    return this.#groups.values();
  }

  get(key: string): AlertGroup | undefined {
    return this.#groups.get(key);
  }

  /** Groups of an alert, which joins them if it is new. `reroute` may change its routes. */
  join(
    { alert }: TrackedAlert,
    reroute: (routes: readonly Route[]) => readonly Route[] = (routes) => routes,
  ): readonly AlertGroup[] {
    const known = this.#groupsOf.get(alert.id);
    if (known !== undefined) return known;
    const groups = reroute(this.#find(alert.labels)).map((route) => this.#groupFor(route, alert.labels));
    for (const { members } of groups) members.add(alert.id);
    this.#groupsOf.set(alert.id, groups);
    return groups;
  }

  /** Takes an alert out of one group; true when it is in none any more. */
  leave(id: string, group: AlertGroup): boolean {
    group.members.delete(id);
    const others = (this.#groupsOf.get(id) ?? []).filter((other) => other !== group);
    if (others.length > 0) this.#groupsOf.set(id, others);
    else this.#groupsOf.delete(id);
    return others.length === 0;
  }

  remove(key: string): void {
    this.#groups.delete(key);
  }

  #groupFor(route: Route, labels: Readonly<Record<string, string>>): AlertGroup {
    const group = groupOf(route, labels);
    const known = this.#groups.get(group.key);
    if (known !== undefined) return known;
    const made = { group, route, members: new Set<string>() };
    this.#groups.set(group.key, made);
    return made;
  }
}
