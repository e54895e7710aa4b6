import type { Silence, SilenceOperation } from '@tidewatch/contract/operations/silences';
import { compileMatchers, type LabelSet, type LabelTest } from '../../matching/label-matchers.ts';

const silencesMax = 10_000;

interface Held {
  readonly silence: Silence;
  readonly matches: LabelTest;
}

/** The silences that the topic `operations` says, in order. Repeated records change nothing. */
export class SilenceBook {
  readonly #held = new Map<string, Held>();

  /** Learns from a record; false for one that cannot be used. */
  take(operation: SilenceOperation): boolean {
    if (operation.kind === 'silence-end') return this.#end(operation.id, operation.at);
    const { silence } = operation;
    if (this.#held.has(silence.id)) return true;
    try {
      this.#held.set(silence.id, { silence, matches: compileMatchers(silence.matchers) });
    } catch {
      // Written by somebody else than our doors: a silence that cannot be read hides nothing.
      return false;
    }
    const [oldest] = this.#held.keys();
    if (this.#held.size > silencesMax && oldest !== undefined) this.#held.delete(oldest);
    return true;
  }

  /** Those that hide these labels at this time, in order of their making. */
  hiding(labels: LabelSet, now: number): readonly Silence[] {
    return [...this.#held.values()]
      .filter(({ silence, matches }) => silence.startsAt <= now && now < silence.endsAt && matches(labels))
      .map(({ silence }) => silence);
  }

  get(id: string): Silence | null {
    return this.#held.get(id)?.silence ?? null;
  }

  /** All of them, oldest first. */
  all(): readonly Silence[] {
    return [...this.#held.values()].map(({ silence }) => silence);
  }

  clear(): void {
    this.#held.clear();
  }

  #end(id: string, at: number): boolean {
    const held = this.#held.get(id);
    if (held === undefined) return false;
    const endsAt = Math.max(Math.min(held.silence.endsAt, at), held.silence.startsAt);
    this.#held.set(id, { ...held, silence: { ...held.silence, endsAt } });
    return true;
  }
}
