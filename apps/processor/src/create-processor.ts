import {
  asyncScheduler,
  catchError,
  concatMap,
  EMPTY,
  exhaustMap,
  finalize,
  from,
  interval,
  of,
  switchMap,
  take,
  tap,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { TidewatchError, type Catalog, type Settings } from '@tidewatch/contract';
import { generationHash } from '@tidewatch/core/catalog/generation-hash';
import { CatchUpGoal, measureCatchUp, putInForce } from '@tidewatch/core/definitions/catch-up';
import { enterGeneration, type EnteredGeneration } from '@tidewatch/core/definitions/enter-generation';
import type { Definitions, Generation } from '@tidewatch/core/definitions/generations';
import { rollupsPartitions, tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { watchDefinitions } from '@tidewatch/core/definitions/watch-definitions';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { FoldedGenerations } from './folded-generations.ts';
import { Operators } from './tell-operators.ts';

const lookEveryMs = 1_000;

export interface ProcessorOptions {
  readonly log: EventLog;
  readonly catalog: Catalog;
  readonly settings: Settings['processor'];
  readonly telemetry: Telemetry;
  /** How operators know this process: its host. */
  readonly process?: string;
  /** Told once when the processor cannot go on; an operator has to act. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

export interface Processor {
  /** Enters the generation and begins to consume. Rejects with what the start checks find. */
  start(): Promise<EnteredGeneration>;
  /**
   * Takes another catalog, or folds again from an append time (epoch ms, 0 for the earliest): begins a generation that comes into force when it has
   * caught up. Rejects, and changes nothing, when the start checks refuse it.
   */
  enter(catalog: Catalog, rebuildFrom?: number): Promise<EnteredGeneration>;
  /** Why it does not fold, in words for operators; empty when it does. What the log says of it is told by who watches the log. */
  readonly unready: readonly string[];
  /** Leaves the groups. What was not published is folded again by the next owner. Repeatable. */
  stop(): Promise<void>;
}

/**
 * The role `processor`: events to rollups. Folds what the topic `definitions` says, whoever wrote it: the generation in force, and beside it
 * the upcoming one until it has caught up. So all processors go over together, and numbers stay up meanwhile.
 */
export function createProcessor(options: ProcessorOptions): Processor {
  const { log, telemetry, scheduler = asyncScheduler } = options;
  const operators = new Operators(log, telemetry, () => scheduler.now());
  const process = options.process ?? 'an unnamed host';
  const folded = new FoldedGenerations({ ...options, process, operators });
  let following: Subscription | null = null;
  let ownHash = '';
  let enteringHash = '';

  const enter = async (catalog: Catalog, rebuildFrom?: number): Promise<EnteredGeneration> => {
    const { revision, sliceOffsets, epochs } = options.settings;
    const now = scheduler.now();
    const rebuild = rebuildFrom === undefined ? {} : { rebuildFrom };
    // Its own record may come by the topic before `enterGeneration` is done.
    enteringHash = generationHash(catalog);
    try {
      const entered = await enterGeneration(log, { catalog, revision, sliceOffsets, epochs, now, ...rebuild });
      ownHash = entered.generation.hash;
      return entered;
    } finally {
      enteringHash = '';
    }
  };
  const tell = (definitions: Definitions): void => {
    const newest = definitions.generations.at(-1);
    const isSuperseded = newest !== undefined && ![ownHash, enteringHash].includes(newest.hash);
    telemetry.gauge('generation', definitions.inForce?.number ?? 0);
    telemetry.gauge('catalog_superseded', isSuperseded ? 1 : 0);
    if (isSuperseded) operators.superseded({ process, generation: newest.number });
  };
  return {
    enter,
    get unready() {
      return folded.unready;
    },
    async start() {
      await prepareTopics(options);
      const entered = await enter(options.catalog);
      following = watchDefinitions(log)
        .pipe(
          tap(tell),
          tap((definitions) => folded.follow(definitions)),
          switchMap((definitions) => waitForCatchUp(log, telemetry, definitions, scheduler)),
          finalize(() => folded.stop()),
        )
        .subscribe({
          error: (error: unknown) => options.onFailure(error),
          complete: () => telemetry.log('info', 'The log was closed; the processor has stopped.'),
        });
      return entered;
    },
    async stop() {
      following?.unsubscribe();
      following = null;
    },
  };
}

async function prepareTopics({ log, settings }: ProcessorOptions): Promise<void> {
  await log.createTopics(tidewatchTopics(settings.eventPartitions));
  const rollups = await log.offsets('rollups');
  if (rollups.length === rollupsPartitions) return;
  throw new TidewatchError(
    'partitions_changed',
    `The topic rollups has ${rollups.length} partitions and must have ${rollupsPartitions}: frames of one input partition would no longer be in order.`,
  );
}

/** Puts the upcoming generation in force when it has caught up. Every processor watches it; that it is written more than once does no harm. */
function waitForCatchUp(
  log: EventLog,
  telemetry: Telemetry,
  definitions: Definitions,
  scheduler: SchedulerLike,
): Observable<void> {
  const { upcoming } = definitions;
  if (upcoming === null) return EMPTY;
  const goal = new CatchUpGoal();
  const look = async (generation: Generation): Promise<boolean> => {
    const isReached = goal.isReached(await measureCatchUp(log, definitions, generation), scheduler.now());
    if (isReached) await putInForce(log, generation, scheduler.now());
    return isReached;
  };
  const notSeen = (error: unknown): Observable<boolean> => {
    const why = error instanceof Error ? error.message : 'unknown fault';
    telemetry.log('warn', `How far a generation is cannot be seen, and is looked at again: ${why}`, {
      generation: upcoming.number,
    });
    return of(false);
  };
  return interval(lookEveryMs, scheduler).pipe(
    exhaustMap(() => from(look(upcoming)).pipe(catchError(notSeen))),
    concatMap((isReached) => (isReached ? of(undefined) : EMPTY)),
    take(1),
    tap(() => telemetry.log('info', 'A generation has caught up and is in force.', { generation: upcoming.number })),
  );
}
