import {
  asyncScheduler,
  defer,
  mergeAll,
  retry,
  tap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import type { Settings } from '@tidewatch/contract';
import { generationHash } from '@tidewatch/core/catalog/generation-hash';
import { processorGroup, type Definitions, type Generation } from '@tidewatch/core/definitions/generations';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { foldGeneration } from './fold-generation.ts';
import type { Operators } from './tell-operators.ts';

/** Before an upcoming generation that failed is tried again; doubled each time. */
const retryMs = 10_000;
const retryMsMax = 300_000;

export interface FoldedOptions {
  readonly log: EventLog;
  readonly settings: Settings['processor'];
  readonly telemetry: Telemetry;
  readonly operators: Operators;
  /** How operators know this process. */
  readonly process: string;
  /** The generation in force cannot be folded on; an operator has to act. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

/** The pipelines that run: of the generation in force, and of the upcoming one beside it. */
export class FoldedGenerations {
  readonly #options: FoldedOptions;
  readonly #running = new Map<string, Subscription | null>();
  /** Numbers of those that have begun to consume. */
  readonly #consuming = new Set<number>();
  #definitions: Definitions | null = null;

  constructor(options: FoldedOptions) {
    this.#options = options;
  }

  /** Why the generation in force is not folded here, in words for operators. */
  get unready(): readonly string[] {
    const { inForce = null, upcoming = null } = this.#definitions ?? {};
    const wanted = inForce ?? upcoming;
    if (wanted === null) return ['the definitions are being read'];
    if (!canFold(wanted))
      return [`generation ${wanted.number} is folded in another way than by this program: update it`];
    return this.#consuming.has(wanted.number) ? [] : [`generation ${wanted.number} is not being folded yet`];
  }

  /** Begins what the definitions ask for and ends what they no longer do. */
  follow(definitions: Definitions): void {
    this.#definitions = definitions;
    const { inForce, upcoming, raises } = definitions;
    const wanted = new Map<string, Generation>();
    for (const generation of [inForce, upcoming])
      if (generation !== null) wanted.set(processorGroup(generation.number, raises), generation);
    for (const [group, generation] of wanted)
      if (!this.#running.has(group)) this.#running.set(group, this.#begin(generation));
    for (const [group, subscription] of this.#running) {
      if (wanted.has(group)) continue;
      subscription?.unsubscribe();
      this.#running.delete(group);
    }
  }

  stop(): void {
    for (const subscription of this.#running.values()) subscription?.unsubscribe();
    this.#running.clear();
  }

  /** Null where it is left to other processes. */
  #begin(generation: Generation): Subscription | null {
    const { telemetry, operators, onFailure } = this.#options;
    const { number } = generation;
    if (!canFold(generation)) {
      const message =
        'This program folds in another way than the generation says, and leaves it to others. Update the older programs.';
      telemetry.log('error', message, { generation: number });
      return null;
    }
    if (!generation.caughtUp) {
      const message = 'A generation is being folded; numbers are those of the one before until it has caught up.';
      telemetry.log('info', message, { generation: number });
    }
    const onGap = (gap: Omit<Parameters<Operators['gap']>[0], 'generation'>): void =>
      operators.gap({ generation: number, ...gap });
    const folding = defer(() => foldGeneration({ ...this.#options, onGap }, generation, this.#definitions!));
    return folding
      .pipe(
        tap(() => this.#consuming.add(number)),
        mergeAll(),
        retry({ delay: (error: unknown, failures) => this.#again(number, error, failures) }),
      )
      .subscribe({ error: onFailure });
  }

  /** A generation that is not in force yet takes nothing with it: the numbers of the one before stand, and it is tried again. */
  #again(generation: number, error: unknown, failures: number): Observable<unknown> {
    if ((this.#definitions?.inForce?.number ?? generation) >= generation) return throwError(() => error);
    this.#consuming.delete(generation);
    const { operators, process, scheduler = asyncScheduler } = this.#options;
    operators.generationFailed({ process, generation }, error);
    return timer(Math.min(retryMs * 2 ** (failures - 1), retryMsMax), scheduler);
  }
}

/** Whether this program folds a generation as its record says: the hash holds the version of the fold too. */
function canFold({ catalog, hash }: Generation): boolean {
  return generationHash(catalog) === hash;
}
