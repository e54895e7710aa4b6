import type { Event, Group } from '@tidewatch/contract';
import type { DimensionReader } from '../catalog/compile-metrics.ts';
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

/** What a value leads to: one group, or a map by the value of the dimension before where several groups end alike. */
type Names = Map<string, NamedGroup | Names>;

/**
 * The groups of one list of dimensions that slices have seen: a tree with a level per value, the last dimension first: it mostly has
 * few values and the first one many, and a few large maps take less memory and time than many small ones. Values repeat and are one string each,
 * whose hash is known; a joined key would be a new text, to be hashed from end to end, for every event.
 */
export class GroupNames {
  readonly #names: Names = new Map();
  #size = 0;

  /** Groups held. */
  get size(): number {
    return this.#size;
  }

  /** The group that an event belongs to. Makes a list of its values only where the group is new. */
  ofEvent(dimensions: readonly DimensionReader[], event: Event): NamedGroup {
    let names = this.#names;
    for (let place = dimensions.length - 1; place >= 0; place -= 1) {
      const found = names.get(dimensions[place]!(event));
      if (found === undefined) break;
      if (!(found instanceof NamedGroup)) names = found;
      else if (isOfEvent(place, found.group, dimensions, event)) return found;
      else break;
    }
    return this.of(dimensions.map((read) => read(event)));
  }

  of(group: Group): NamedGroup {
    let names = this.#names;
    for (let place = group.length - 1; ; place -= 1) {
      const value = group[place] ?? '';
      const found = names.get(value);
      if (found === undefined) return this.#add(names, value, group);
      if (found instanceof NamedGroup) {
        if (isSameBelow(place, found.group, group)) return found;
        const deeper: Names = new Map([[found.group[place - 1]!, found]]);
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

function isSameBelow(place: number, left: Group, right: Group): boolean {
  for (let index = 0; index < place; index += 1) if (left[index] !== right[index]) return false;
  return true;
}

function isOfEvent(place: number, group: Group, dimensions: readonly DimensionReader[], event: Event): boolean {
  for (let index = 0; index < place; index += 1) if (group[index] !== dimensions[index]!(event)) return false;
  return true;
}
