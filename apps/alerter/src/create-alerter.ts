import type { Subscription, SchedulerLike } from 'rxjs';
import type { Settings } from '@tidewatch/contract';
import type { Dispatcher } from '@tidewatch/core/alerting/dispatcher';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { alerterGroup } from '@tidewatch/core/log/alerter-group';
import { LiveView } from '@tidewatch/core/live/view/live-view';
import type { StoreReads } from '@tidewatch/core/live/view/store-watch';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { FirstData } from '@tidewatch/core/query/read/first-data';
import { createDispatcher } from './delivery/create-dispatcher.ts';
import { Leadership, type DispatcherParts } from './leadership.ts';

export interface AlerterOptions {
  readonly log: EventLog;
  readonly store: StoreReads;
  readonly settings: Pick<Settings, 'live' | 'processor' | 'publicUrl' | 'secretKey'>;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** A view that another role of the process keeps; unless given, the alerter keeps its own. */
  readonly view?: LiveView;
  /** Makes what tells people, each time when leading begins. Unless given, the receivers of the catalog are told. */
  readonly dispatcher?: (parts: DispatcherParts) => Dispatcher;
  /** Told once when the alerter cannot go on; an operator has to act. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

export interface Alerter {
  /** Resolves when the live view is up; from then on this process leads as soon as nobody else does. */
  start(): Promise<void>;
  /** Whether this process evaluates the rules now. */
  readonly leads: boolean;
  /** Why it could neither lead nor take over, in words for operators; empty when it could. */
  readonly unready: readonly string[];
  /** Leaves the group, so that another alerter takes over at once. Repeatable. */
  stop(): Promise<void>;
}

/**
 * The role `alerter`: rules to alerts to people. Any number may run; the consumer group of the one-partition topic `alerts` chooses the one
 * that evaluates.
 */
export function createAlerter(options: AlerterOptions): Alerter {
  const { log, store, clock, telemetry, settings, onFailure, scheduler } = options;
  const view = options.view ?? new LiveView({ log, store, clock, telemetry, liveCellsMax: settings.live.liveCellsMax });
  let leadership: Leadership | null = null;
  let membership: Subscription | null = null;
  return {
    get leads() {
      return leadership?.leads ?? false;
    },
    get unready() {
      if (leadership === null || leadership.hasEnded || leadership.leads) return view.unready;
      return [...view.unready, 'the alert rules are this process’s to evaluate, and it does not yet'];
    },
    async start() {
      await log.createTopics(tidewatchTopics(settings.processor.eventPartitions));
      if (options.view === undefined) await view.start();
      const firstData = new FirstData(view, view.store);
      const people = { log, clock, telemetry, view, firstData, settings, onFailure, env: process.env };
      const dispatcher = options.dispatcher ?? (() => createDispatcher(people));
      const parts = { log, view, firstData, clock, telemetry, dispatcher, onFailure };
      membership = log
        .consume(alerterGroup, ['alerts'], ({ committed, begin }) => Math.max(committed ?? begin, begin))
        .subscribe({
          next: (partition) => {
            void leadership?.end();
            leadership = new Leadership(partition, scheduler === undefined ? parts : { ...parts, scheduler });
          },
          error: onFailure,
        });
    },
    async stop() {
      const ending = leadership?.end();
      membership?.unsubscribe();
      membership = null;
      await ending;
      if (options.view === undefined) view.stop();
    },
  };
}
