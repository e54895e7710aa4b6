import type { Group } from '@tidewatch/contract/frames';
import { groupKey } from '../../fold/group-key.ts';

/** Groups that are remembered; then the pool begins anew, so that groups that have gone do not stay for ever. */
const groupsMax = 50_000;

export interface KeyedGroup {
  readonly key: string;
  readonly group: Group;
}

/**
 * Each group once, with its key: the same ones come in metric after metric, window after window and slice after slice. It may forget;
 * then a group is in memory twice, to no harm.
 */
export class GroupPool {
  /** By number of dimensions: keys differ only among groups of the same number. */
  #byDimensions: Map<string, KeyedGroup>[] = [];
  #groups = 0;

  /** The group as it was met first. `key` is its own, where the caller has it at hand. */
  keyed(group: Group, key = groupKey(group)): KeyedGroup {
    const known = this.#byDimensions[group.length]?.get(key);
    if (known !== undefined) return known;
    if (this.#groups >= groupsMax) {
      this.#byDimensions = [];
      this.#groups = 0;
    }
    const made = { key, group };
    (this.#byDimensions[group.length] ??= new Map()).set(key, made);
    this.#groups += 1;
    return made;
  }
}
