import type { Group } from '@tidewatch/contract';
import { utf8Length } from './utf8-length.ts';

/** A group of one list of dimensions. Equal groups of a slice are one object, so that a cell costs no names of its own. */
export class NamedGroup {
  readonly group: Group;
  /** Counts from 0 within one `GroupNames`. */
  readonly number: number;
  #json = '';
  #jsonBytes = 0;

  constructor(group: Group, number: number) {
    this.group = group;
    this.number = number;
  }

  /** The group as JSON; made once, since every cell of the group needs it in every frame. */
  get json(): string {
    if (this.#json === '') this.#json = JSON.stringify(this.group);
    return this.#json;
  }

  /** Bytes of `json` in UTF-8. */
  get jsonBytes(): number {
    if (this.#jsonBytes === 0) this.#jsonBytes = utf8Length(this.json);
    return this.#jsonBytes;
  }
}

/** What a value leads to: one group, or a map by the next value where several groups begin alike. */
type Names = Map<string, NamedGroup | Names>;

/**
 * The groups of one list of dimensions that slices have seen: a tree with a level per value. Values repeat and are one string each,
 * whose hash is known; a joined key would be a new text, to be hashed from end to end, for every event.
 */
export class GroupNames {
  readonly #names: Names = new Map();
  #size = 0;

  /** Groups held. */
  get size(): number {
    return this.#size;
  }

  of(group: Group): NamedGroup {
    let names = this.#names;
    for (let place = 0; ; place += 1) {
      const value = group[place] ?? '';
      const found = names.get(value);
      if (found === undefined) return this.#add(names, value, group);
      if (found instanceof NamedGroup) {
        if (isSameFrom(place + 1, found.group, group)) return found;
        const deeper: Names = new Map([[found.group[place + 1]!, found]]);
        names.set(value, deeper);
        names = deeper;
      } else names = found;
    }
  }

  #add(names: Names, value: string, group: Group): NamedGroup {
    const named = new NamedGroup(group, this.#size);
    names.set(value, named);
    this.#size += 1;
    return named;
  }
}

function isSameFrom(place: number, left: Group, right: Group): boolean {
  for (let index = place; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
}
