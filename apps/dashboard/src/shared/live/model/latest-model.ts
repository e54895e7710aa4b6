import type {
  AlertsSnapshot,
  CaseSnapshot,
  LiveChanges,
  LiveSnapshot,
  PresenceSnapshot,
} from '@tidewatch/contract/socket';

type Latest = AlertsSnapshot | CaseSnapshot | PresenceSnapshot;

/** Kinds whose every message holds the whole answer. */
export class LatestModel {
  readonly #kind: Latest['kind'];
  #latest: Latest | null = null;

  constructor(kind: Latest['kind']) {
    this.#kind = kind;
  }

  get empty(): boolean {
    return this.#latest === null;
  }

  replace(snapshot: LiveSnapshot): void {
    if (snapshot.kind === this.#kind) this.#latest = snapshot;
  }

  apply(changes: LiveChanges): void {
    if (changes.kind === this.#kind) this.#latest = changes;
  }

  read(): LiveSnapshot | null {
    return this.#latest;
  }
}
