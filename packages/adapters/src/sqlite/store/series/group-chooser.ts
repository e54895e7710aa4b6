import type { Access } from '@tidewatch/contract/access';
import type { Group } from '@tidewatch/contract/frames';
import { otherGroupValue } from '@tidewatch/contract/frames';
import { groupKey } from '@tidewatch/core/fold/group-key';
import type { StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import type { NamedGroup } from './named-groups.ts';

const unknown = -1;
/** Stands for all stored groups that are filtered out: nobody looks at what is merged there. */
export const droppedPlace = 0;

/** Says which group of the answer a stored group belongs to, and remembers it by the stored group's number. */
export class GroupChooser {
  /** Groups of the answer by their place; `droppedPlace` is none of them. */
  readonly groups: (Group | null)[] = [null];
  /** False where no stored group can match. */
  readonly canMatch: boolean;
  readonly #shown: readonly number[];
  readonly #conditions: readonly (readonly [place: number, allowed: ReadonlySet<string>])[];
  /** By their keys. */
  readonly #only: ReadonlyMap<string, Group> | null;
  readonly #dimensions: number;
  readonly #indexes = new Map<string, number>();
  readonly #groupOf: (id: number) => Group;
  #places = new Int32Array(1024).fill(unknown);

  constructor({ metric, by, where, only }: StoreSeriesQuery, access: Access, groupOf: (id: number) => Group) {
    this.#shown = by.map((name) => metric.by.indexOf(name));
    const conditions = [...Object.entries(where), ...Object.entries(access.rows)];
    this.#conditions = conditions.map(([name, allowed]) => [metric.by.indexOf(name), new Set(allowed)]);
    // A condition on a dimension that the metric lacks hides everything: a row filter must not leak what it cannot judge.
    this.canMatch = [...this.#shown, ...this.#conditions.map(([place]) => place)].every((place) => place >= 0);
    this.#only = only === undefined ? null : new Map(only.map((group) => [groupKey(group), group]));
    this.#dimensions = metric.by.length;
    this.#groupOf = groupOf;
  }

  /** Whether all stored groups fall into the one group without dimensions. */
  get isTotal(): boolean {
    return this.#shown.length === 0 && this.#conditions.length === 0;
  }

  /** The one stored group that can pass, where the conditions say every value of it; null where there may be others. */
  get single(): Group | null {
    const values = Array.from({ length: this.#dimensions }, (_, place) => {
      const allowed = this.#conditions.find(([at, values]) => at === place && values.size === 1)?.[1];
      return allowed?.values().next().value;
    });
    return values.length > 0 && values.every((value) => value !== undefined) ? values : null;
  }

  /** The place of the group of every stored id up to the last of `ids`, which ascend; right for those among them. */
  placesFor(ids: Int32Array, count: number): Int32Array {
    const last = count === 0 ? 0 : ids[count - 1]!;
    if (last >= this.#places.length) this.#grow(last * 2);
    const places = this.#places;
    let signs = 0;
    // One loop without a branch: all are known nearly always.
    for (let index = 0; index < count; index++) signs |= places[ids[index]!]!;
    if (signs < 0) this.#findAll(ids, count);
    return places;
  }

  /**
   * The stored groups that the answer names, where every other one falls into `(other)`; null where that is not so: there are
   * conditions, or a named group is made of many stored ones.
   */
  named(idOf: (group: Group) => number | null): readonly NamedGroup[] | null {
    if (this.#only === null || this.#conditions.length > 0 || this.#shown.length < this.#dimensions) return null;
    return [...this.#only.values()].flatMap((group) => {
      const id = idOf(group);
      return id === null ? [] : [{ id, place: this.#indexOf(group) }];
    });
  }

  /** The place of the groups without a name of their own. */
  chooseOther(): number {
    return this.#indexOf(this.#shown.map(() => otherGroupValue));
  }

  /** The place of the group without dimensions. */
  chooseTotal(): number {
    return this.#indexOf([]);
  }

  #grow(length: number): void {
    const wider = new Int32Array(length).fill(unknown);
    wider.set(this.#places);
    this.#places = wider;
  }

  #findAll(ids: Int32Array, count: number): void {
    for (let index = 0; index < count; index++) {
      const id = ids[index]!;
      if (this.#places[id] === unknown) this.#places[id] = this.#find(this.#groupOf(id));
    }
  }

  #find(stored: Group): number {
    for (const [place, allowed] of this.#conditions) if (!allowed.has(stored[place]!)) return droppedPlace;
    const shown = this.#shown.map((place) => stored[place]!);
    const isNamed = this.#only === null || this.#only.has(groupKey(shown));
    return isNamed ? this.#indexOf(shown) : this.chooseOther();
  }

  #indexOf(group: Group): number {
    const key = groupKey(group);
    const found = this.#indexes.get(key);
    if (found !== undefined) return found;
    const index = this.groups.push(group) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}
