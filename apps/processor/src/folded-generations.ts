import { Subscription, type SchedulerLike } from 'rxjs';
import type { Settings } from '@tidewatch/contract';
import { generationHash } from '@tidewatch/core/catalog/generation-hash';
import { processorGroup, type Definitions, type Generation } from '@tidewatch/core/definitions/generations';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { foldGeneration } from './fold-generation.ts';
import type { Operators } from './tell-operators.ts';

export interface FoldedOptions {
  readonly log: EventLog;
  readonly settings: Settings['processor'];
  readonly telemetry: Telemetry;
  readonly operators: Operators;
  /** The generation in force cannot be folded on; an operator has to act. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

/** The pipelines that run: of the generation in force, and of the upcoming one beside it. */
export class FoldedGenerations {
  readonly #options: FoldedOptions;
  readonly #running = new Map<string, Subscription>();
  #definitions: Definitions | null = null;
  #stopped = false;

  constructor(options: FoldedOptions) {
    this.#options = options;
  }

  /** Begins what the definitions ask for and ends what they no longer do. Calls MUST NOT overlap. */
  async follow(definitions: Definitions): Promise<void> {
    this.#definitions = definitions;
    const { inForce, upcoming, raises } = definitions;
    const wanted = new Map<string, Generation>();
    for (const generation of [inForce, upcoming])
      if (generation !== null) wanted.set(processorGroup(generation.number, raises), generation);
    for (const [group, generation] of wanted) if (!this.#running.has(group)) await this.#begin(group, generation);
    for (const [group, subscription] of this.#running) {
      if (wanted.has(group)) continue;
      subscription.unsubscribe();
      this.#running.delete(group);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const subscription of this.#running.values()) subscription.unsubscribe();
    this.#running.clear();
  }

  async #begin(group: string, generation: Generation): Promise<void> {
    const { telemetry, operators } = this.#options;
    const { number } = generation;
    const subscription = new Subscription();
    this.#running.set(group, subscription);
    if (!canFold(generation)) {
      const message =
        'This program folds in another way than the generation says, and leaves it to others. Update the older programs.';
      telemetry.log('error', message, { generation: number });
      return;
    }
    if (!generation.caughtUp) {
      const message = 'A generation is being folded; numbers are those of the one before until it has caught up.';
      telemetry.log('info', message, { generation: number });
    }
    const onGap = (gap: Omit<Parameters<Operators['gap']>[0], 'generation'>): void =>
      operators.gap({ generation: number, ...gap });
    const folding = await foldGeneration({ ...this.#options, onGap }, generation, this.#definitions!);
    if (this.#stopped) return;
    subscription.add(folding.subscribe({ error: (error: unknown) => this.#fail(number, error) }));
  }

  /** A generation that is not in force yet takes nothing with it: the numbers of the one before stand. */
  #fail(number: number, error: unknown): void {
    const { telemetry, onFailure } = this.#options;
    if ((this.#definitions?.inForce?.number ?? number) >= number) return onFailure(error);
    const why = error instanceof Error ? error.message : 'unknown fault';
    telemetry.log('error', `A generation cannot be folded and does not come into force: ${why}`, {
      generation: number,
    });
  }
}

/** Whether this program folds a generation as its record says: the hash holds the version of the fold too. */
function canFold({ catalog, hash }: Generation): boolean {
  return generationHash(catalog) === hash;
}
