import {
  asyncScheduler,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  merge,
  switchMap,
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
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { indexEvents } from './events/index-events.ts';
import { indexFrames } from './frames/index-frames.ts';
import { joinedCatalog } from './joined-catalog.ts';
import { preparedStores } from './prepared-stores.ts';
import { reportQuarantined } from './report-quarantined.ts';

const pruneEveryMs = 3_600_000;
/** The first pruning waits until the start-up work is over. */
const firstPruneMs = 60_000;

export interface IndexerOptions {
  readonly log: EventLog;
  readonly store: MetricStore;
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
  /** Leaves the groups. What was not stored is stored by the next owner. Repeatable. */
  stop(): Promise<void>;
}

/** The role `indexer`: rollups and events to the metric store. Starts its work when there is a generation. */
export function createIndexer(options: IndexerOptions): Indexer {
  let running: Subscription | null = null;
  return {
    async start() {
      await options.log.createTopics(tidewatchTopics(options.settings.eventPartitions));
      running = indexing(options).subscribe({ error: (error: unknown) => options.onFailure(error) });
    },
    async stop() {
      running?.unsubscribe();
      running = null;
    },
  };
}

/** Follows the definitions and the store: mappings first, then frames, events and retention for the catalog in force. */
function indexing(options: IndexerOptions): Observable<unknown> {
  const { log, store, telemetry, scheduler = asyncScheduler } = options;
  const onQuarantined = reportQuarantined(log, telemetry, () => scheduler.now());
  return watchDefinitions(log).pipe(
    distinctUntilChanged((before, after) => canonicalJson(catalogs(before)) === canonicalJson(catalogs(after))),
    switchMap((definitions) => {
      const catalog = joinedCatalog(definitions);
      return catalog === null
        ? EMPTY
        : preparedStores(store, catalog, scheduler).pipe(
            switchMap((identity) => indexGenerations(options, identity, { definitions, catalog }, onQuarantined)),
          );
    }),
  );
}

function catalogs(definitions: Definitions): readonly unknown[] {
  return [joinedCatalog(definitions), ...definitions.generations.map(({ number, catalog }) => [number, catalog])];
}

function indexGenerations(
  options: IndexerOptions,
  storeIdentity: string,
  { definitions, catalog }: { readonly definitions: Definitions; readonly catalog: Catalog },
  onQuarantined: Report,
): Observable<unknown> {
  const { log, store, settings, telemetry, flushEveryMs, scheduler = asyncScheduler } = options;
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
