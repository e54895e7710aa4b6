import type { Looking, Person } from '@tidewatch/contract/operations/cases';

/** Screens that are remembered; more than these are not shown. */
const screensMax = 2_000;

/** Who has which event open, one entry for each screen. In memory only: it goes with the sockets. */
export class PresenceList {
  readonly #byScreen = new Map<string, Looking>();
  #revision = 0;

  /** Goes up with every change. */
  get revision(): number {
    return this.#revision;
  }

  /** A screen shows an event, or none any more. */
  look(screen: string, key: string | null, person: Person, at: number): void {
    const before = this.#byScreen.get(screen);
    if (key === null) return this.leave(screen);
    if (before?.key === key && before.person.id === person.id && before.person.name === person.name) return;
    if (before === undefined && this.#byScreen.size >= screensMax) return;
    this.#byScreen.set(screen, { key, person, since: before?.key === key ? before.since : at });
    this.#revision++;
  }

  leave(screen: string): void {
    if (this.#byScreen.delete(screen)) this.#revision++;
  }

  /** Each person once for each event, the earliest first. */
  looking(): readonly Looking[] {
    const once = new Map<string, Looking>();
    for (const looking of this.#byScreen.values()) {
      const id = JSON.stringify([looking.key, looking.person.id]);
      const known = once.get(id);
      if (known === undefined || looking.since < known.since) once.set(id, looking);
    }
    return [...once.values()].toSorted((left, right) => left.since - right.since);
  }
}
