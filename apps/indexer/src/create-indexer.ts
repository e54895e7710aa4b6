import {
  asyncScheduler,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  merge,
  switchMap,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import type { Catalog, Settings } from '@tidewatch/contract';
import type { Definitions } from '@tidewatch/core/definitions/generations';
import { inputTopics, tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { watchDefinitions } from '@tidewatch/core/definitions/watch-definitions';
import { canonicalJson } from '@tidewatch/core/hashing/canonical-json';
import { indexerGroups } from '@tidewatch/core/log/indexer-groups';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { indexEvents } from './events/index-events.ts';
import { indexFrames } from './frames/index-frames.ts';
import { joinedCatalog } from './joined-catalog.ts';
import { preparedStores } from './store/prepared-stores.ts';
import { reportQuarantined } from './report-quarantined.ts';
import { WatchedStore, type IndexedStore } from './store/watched-store.ts';

const pruneEveryMs = 3_600_000;
/** The first pruning waits until the start-up work is over. */
const firstPruneMs = 60_000;

export interface IndexerOptions {
  readonly log: EventLog;
  readonly store: IndexedStore;
  readonly settings: Pick<Settings['processor'], 'duplicateHorizonOffsets' | 'eventPartitions'>;
  readonly telemetry: Telemetry;
  /** Between two flushes: 1 s embedded, 5 s on Elasticsearch. */
  readonly flushEveryMs: number;
  /** Told once when the indexer cannot go on; an operator has to act. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

type Report = ReturnType<typeof reportQuarantined>;

export interface Indexer {
  start(): Promise<void>;
  /** Why nothing is stored, in words for operators; empty when it is. What the log says of it is told by who watches the log. */
  readonly unready: readonly string[];
  /** Leaves the groups. What was not stored is stored by the next owner. Repeatable. */
  stop(): Promise<void>;
}

/** The role `indexer`: rollups and events to the metric store. Starts its work when there is a generation. */
export function createIndexer(options: IndexerOptions): Indexer {
  const { scheduler = asyncScheduler } = options;
  const store = new WatchedStore(options.store, { now: () => scheduler.now() });
  let running: Subscription | null = null;
  let waitsFor: string | null = 'there are no definitions yet: the processor has not started';
  const onStep = (next: string | null): void => {
    // Other definitions are prepared in a moment, while it goes on: only the first time is a wait.
    if (waitsFor !== null) waitsFor = next;
  };
  return {
    get unready() {
      const { unready } = store;
      return unready.length > 0 || waitsFor === null ? unready : [waitsFor];
    },
    async start() {
      await options.log.createTopics(tidewatchTopics(options.settings.eventPartitions));
      running = indexing({ ...options, store, scheduler, onStep }).subscribe({
        error: (error: unknown) => options.onFailure(error),
      });
    },
    async stop() {
      running?.unsubscribe();
      running = null;
    },
  };
}

interface Indexing extends IndexerOptions {
  readonly scheduler: SchedulerLike;
  /** Told what it waits for before it can begin; null when it has begun. */
  readonly onStep: (waitsFor: string | null) => void;
}

/** Follows the definitions and the store: mappings first, then frames, events and retention for the catalog in force. */
function indexing(options: Indexing): Observable<unknown> {
  const { log, store, telemetry, scheduler, onStep } = options;
  const onQuarantined = reportQuarantined(log, telemetry, () => scheduler.now());
  return watchDefinitions(log).pipe(
    distinctUntilChanged((before, after) => canonicalJson(catalogs(before)) === canonicalJson(catalogs(after))),
    switchMap((definitions) => {
      const catalog = joinedCatalog(definitions);
      if (catalog === null) return EMPTY;
      onStep('the metric store is being prepared');
      return preparedStores(store, catalog, scheduler).pipe(
        tap(() => onStep(null)),
        switchMap((identity) => indexGenerations(options, identity, { definitions, catalog }, onQuarantined)),
      );
    }),
  );
}

function catalogs(definitions: Definitions): readonly unknown[] {
  return [joinedCatalog(definitions), ...definitions.generations.map(({ number, catalog }) => [number, catalog])];
}

function indexGenerations(
  options: Indexing,
  storeIdentity: string,
  { definitions, catalog }: { readonly definitions: Definitions; readonly catalog: Catalog },
  onQuarantined: Report,
): Observable<unknown> {
  const { log, store, settings, telemetry, flushEveryMs, scheduler } = options;
  const groups = indexerGroups(storeIdentity);
  const shared = { log, store, flushEveryMs, scheduler, onQuarantined };
  const frames = indexFrames({
    ...shared,
    group: groups.frames,
    rules: {
      catalog,
      catalogOf: (generation) => definitions.generations[generation - 1]?.catalog ?? null,
      nowMs: () => scheduler.now(),
      onLeftOut: (reason, cells) => telemetry.count(`indexer_${reason}_cells`, cells),
    },
    generations: definitions.generations.length,
    onUnreadable: ({ partition, offset }) => {
      telemetry.count('frames_invalid', 1);
      telemetry.log('error', 'A record of the topic rollups cannot be read and was left out.', {
        code: 'frame_invalid',
        partition,
        offset,
      });
    },
    onWaiting: (generation) =>
      telemetry.log('info', 'The indexer waits for the definitions of a newer generation.', { generation }),
  });
  const events = indexEvents({
    ...shared,
    group: groups.events,
    catalog,
    topics: inputTopics(catalog),
    duplicateHorizonOffsets: settings.duplicateHorizonOffsets,
    onExpired: (count) => telemetry.count('indexer_expired_events', count),
  });
  const pruning = timer(firstPruneMs, pruneEveryMs, scheduler).pipe(
    exhaustMap(() => prune(options, catalog, scheduler.now())),
  );
  return merge(frames, events, pruning);
}

async function prune({ store, telemetry }: IndexerOptions, catalog: Catalog, nowMs: number): Promise<void> {
  try {
    telemetry.count('store_pruned', await store.prune({ nowMs, catalog }));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    telemetry.log('warn', `Retention could not be applied and is tried again in an hour: ${why}`);
  }
}
