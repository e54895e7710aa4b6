import type { Group } from '@tidewatch/contract/frames';
import { groupKey } from '@tidewatch/core/fold/group-key';
import type { DatabaseSync } from 'node:sqlite';

/** Characters of names, with what a map entry costs, that stay in memory for all metrics together. */
const cachedCharactersMax = 32_000_000;
const entryCharacters = 64;

interface Cached {
  /** By the key of the group, which is quicker made than its name. */
  readonly ids: Map<string, number>;
  readonly groups: Map<number, Group>;
  lastId: number;
}

/** Group ↔ number, per definition. Names are JSON text, which keeps every string apart from every other. */
export class GroupNames {
  readonly #select;
  readonly #selectName;
  readonly #lastId;
  readonly #insert;
  #cached = new Map<number, Cached>();
  #characters = 0;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare('SELECT id FROM group_names WHERE definition = ? AND name = ?');
    this.#selectName = database.prepare('SELECT name FROM group_names WHERE definition = ? AND id = ?');
    this.#lastId = database.prepare('SELECT coalesce(max(id), 0) AS id FROM group_names WHERE definition = ?');
    this.#insert = database.prepare('INSERT INTO group_names VALUES (?, ?, ?)');
  }

  /** The group's number, given when it is seen for the first time. Belongs into a transaction of the caller. */
  idOf(definition: number, group: Group): number {
    const known = this.find(definition, group);
    if (known !== null) return known;
    const name = JSON.stringify(group);
    const id = ++this.#of(definition).lastId;
    this.#insert.run(definition, id, name);
    this.#keep(definition, id, group);
    return id;
  }

  /** The group's number; null where it was never seen. */
  find(definition: number, group: Group): number | null {
    const known = this.#of(definition).ids.get(groupKey(group));
    if (known !== undefined) return known;
    const stored = this.#select.get(definition, JSON.stringify(group)) as { id: number } | undefined;
    if (stored !== undefined) this.#keep(definition, stored.id, group);
    return stored?.id ?? null;
  }

  groupOf(definition: number, id: number): Group {
    const known = this.#of(definition).groups.get(id);
    if (known !== undefined) return known;
    const { name } = this.#selectName.get(definition, id) as { name: string };
    const group = JSON.parse(name) as Group;
    this.#keep(definition, id, group);
    return group;
  }

  /** Forgets what is in memory, as after a transaction that failed. */
  clear(): void {
    this.#cached = new Map();
    this.#characters = 0;
  }

  #of(definition: number): Cached {
    const found = this.#cached.get(definition);
    if (found !== undefined) return found;
    const { id } = this.#lastId.get(definition) as { id: number };
    const cached: Cached = { ids: new Map(), groups: new Map(), lastId: id };
    this.#cached.set(definition, cached);
    return cached;
  }

  #keep(definition: number, id: number, group: Group): void {
    const key = groupKey(group);
    this.#characters += key.length * 2 + entryCharacters;
    if (this.#characters > cachedCharactersMax) this.clear();
    const { ids, groups } = this.#of(definition);
    ids.set(key, id);
    groups.set(id, group);
  }
}
