import { GroupNames } from './group-names.ts';

/** Beyond so many groups a slice that begins starts with none: names that came once must not stay for ever. */
const groupsKeptMax = 50_000;

/**
 * The groups of all slices of a process, per list of dimensions. Merchants and cities come back in every slice and partition: one
 * object each is less to make, and less for the processor's caches to hold.
 */
export class SharedNames {
  readonly #lists: number;
  #names: readonly GroupNames[];

  /** `lists` is the number of different lists of dimensions. */
  constructor(lists: number) {
    this.#lists = lists;
    this.#names = emptyNames(lists);
  }

  /** Names for a slice that begins. It keeps them to its end, so that a group is the same object for all of it. */
  forSlice(): readonly GroupNames[] {
    if (this.#names.reduce((sum, { size }) => sum + size, 0) > groupsKeptMax) this.#names = emptyNames(this.#lists);
    return this.#names;
  }
}

function emptyNames(lists: number): readonly GroupNames[] {
  return Array.from({ length: lists }, () => new GroupNames());
}
