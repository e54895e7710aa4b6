import type { LogWatch } from '@tidewatch/core/log/watch/log-watch';
import type { GroupState } from '@tidewatch/core/log/watch/watched-group';

/** A role, or what it stands on, that can say why it is not ready. */
export interface HealthPart {
  readonly unready: readonly string[];
}

/** Life cycle: starting → up → stopping; from each of them → failed. */
type Phase = 'starting' | 'up' | 'stopping' | 'failed';

const phaseReasons = {
  starting: ['the process is starting'],
  up: [],
  stopping: ['the process is stopping'],
  failed: ['the process has failed and ends'],
} as const satisfies Readonly<Record<Phase, readonly string[]>>;

/** What this process says of itself to probes: as ready as the least ready of its roles. */
export class ProcessHealth {
  readonly #parts: HealthPart[] = [];
  #log: Pick<LogWatch, 'groups' | 'unready'> | null = null;
  #phase: Phase = 'starting';

  /** The log comes first: what it says is the reason for most of what the roles say. */
  watch(log: Pick<LogWatch, 'groups' | 'unready'>): void {
    this.#log = log;
  }

  add(part: HealthPart): void {
    this.#parts.push(part);
  }

  enter(phase: Exclude<Phase, 'starting'>): void {
    const isLast = this.#phase === 'failed' || (this.#phase === 'stopping' && phase === 'up');
    if (!isLast) this.#phase = phase;
  }

  get isAlive(): boolean {
    return this.#phase !== 'failed';
  }

  readiness(): { readonly reasons: readonly string[]; readonly groups: readonly GroupState[] } {
    const isRunning = this.#phase === 'starting' || this.#phase === 'up';
    const found = isRunning ? [this.#log ?? { unready: [] }, ...this.#parts].flatMap(({ unready }) => unready) : [];
    return { reasons: [...phaseReasons[this.#phase], ...new Set(found)], groups: this.#log?.groups ?? [] };
  }
}
