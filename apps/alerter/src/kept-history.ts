import type { AlertTransition } from '@tidewatch/contract/alerts';

/** Longer ago than this only what is still open matters to whoever takes over. */
const keptMs = 24 * 3_600_000;

interface Kept {
  readonly offset: number;
  readonly transition: AlertTransition;
}

/** The transitions of the topic `alerts` that a next leader has to read, so that taking over takes the same time after years. */
export class KeptHistory {
  #kept: Kept[] = [];
  readonly #newest = new Map<string, number>();
  #nextOffset = 0;

  /** Whether the transition is new: neither a repeat nor older than what is known of its episode. */
  take(offset: number, transition: AlertTransition): boolean {
    this.#nextOffset = offset + 1;
    const { id, sequence } = transition;
    if ((this.#newest.get(id) ?? 0) >= sequence) return false;
    this.#newest.set(id, sequence);
    this.#kept.push({ offset, transition });
    return true;
  }

  get transitions(): readonly AlertTransition[] {
    return this.#kept.map(({ transition }) => transition);
  }

  /** Forgets what nobody needs. Returns the offset at which a next leader may begin. */
  prune(now: number): number {
    const open = new Set<string>();
    for (const { transition } of this.#kept) {
      if (transition.to === 'pending' || transition.to === 'firing') open.add(transition.id);
      else open.delete(transition.id);
    }
    const first = this.#kept.findIndex(({ transition }) => {
      return open.has(transition.id) || transition.recordedAt > now - keptMs;
    });
    const gone = first < 0 ? this.#kept : this.#kept.slice(0, first);
    this.#kept = first < 0 ? [] : this.#kept.slice(first);
    const kept = new Set(this.#kept.map(({ transition }) => transition.id));
    for (const { transition } of gone) if (!kept.has(transition.id)) this.#newest.delete(transition.id);
    return this.#kept[0]?.offset ?? this.#nextOffset;
  }
}
