import { textOfSecret } from '@tidewatch/adapters/outbound';
import { openNotifiers } from '@tidewatch/adapters/registry';
import type { AlertOperation, AlertTransition } from '@tidewatch/contract/alerts';
import type { Settings } from '@tidewatch/contract/settings';
import { createDelivery } from '@tidewatch/core/alerting/delivery/create-delivery';
import type { DeliveryCatalog } from '@tidewatch/core/alerting/delivery/delivery-engine';
import type { DispatchHistory, Dispatcher } from '@tidewatch/core/alerting/dispatcher';
import { canonicalJson } from '@tidewatch/core/hashing/canonical-json';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { FirstData } from '@tidewatch/core/query/read/first-data';
import { composeNotification } from './compose-notification.ts';

const lookEveryMs = 2_000;

export interface DispatcherOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly view: LiveView;
  readonly firstData: FirstData;
  readonly settings: Pick<Settings, 'publicUrl' | 'secretKey' | 'live'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Tells people through the receivers of the catalog in force. When receivers or routes change it stops, and goes on with the new ones from
 * what is durable, as after a restart.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return new CatalogDispatcher(options);
}

class CatalogDispatcher implements Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #transitions: AlertTransition[] = [];
  readonly #operations: AlertOperation[] = [];
  #delivery: Dispatcher | null = null;
  #inForce = '';
  #timer: NodeJS.Timeout | null = null;
  /** Changes of the catalog come one after the other. */
  #changing: Promise<void> = Promise.resolve();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  async restore({ transitions, operations }: DispatchHistory): Promise<void> {
    this.#transitions.push(...transitions);
    this.#operations.push(...operations);
    await this.#adopt();
    this.#timer = setInterval(() => {
      this.#changing = this.#changing.then(() => this.#adopt()).catch(this.#options.onFailure);
    }, lookEveryMs);
  }

  take(transition: AlertTransition): void {
    this.#transitions.push(transition);
    this.#delivery?.take(transition);
  }

  operate(operation: AlertOperation): void {
    this.#operations.push(operation);
    this.#delivery?.operate(operation);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#changing;
    await this.#delivery?.stop();
    this.#delivery = null;
  }

  /** Takes the catalog in force, if its receivers, routes, inhibitions or mute timings are others than before. */
  async #adopt(): Promise<void> {
    const catalog = deliveryPart(this.#options.view);
    const text = canonicalJson(catalog);
    if (text === this.#inForce) return;
    this.#inForce = text;
    const before = this.#delivery;
    this.#delivery = null;
    await before?.stop();
    this.#forgetOld();
    const delivery = await this.#open(catalog);
    // What comes while it reads waits in the history.
    const [transitions, operations] = [[...this.#transitions], [...this.#operations]];
    await delivery.restore({ transitions, operations });
    for (const transition of this.#transitions.slice(transitions.length)) delivery.take(transition);
    for (const operation of this.#operations.slice(operations.length)) delivery.operate(operation);
    this.#delivery = delivery;
  }

  async #open(catalog: DeliveryCatalog): Promise<Dispatcher> {
    const { log, clock, telemetry, view, firstData, settings, env, onFailure } = this.#options;
    const key = await textOfSecret(settings.secretKey);
    const { publicUrl } = settings;
    const statesMax = settings.live.liveCellsMax;
    return createDelivery({
      log,
      clock,
      telemetry,
      catalog,
      notifiers: await openNotifiers(catalog.receivers, { telemetry, env }),
      compose: (attempt, at) => composeNotification(attempt, at, { view, firstData, clock, publicUrl, key, statesMax }),
      random: Math.random,
      onFailure,
    });
  }

  /** Episodes that ended more than a day ago are told by now, or never will be. */
  #forgetOld(): void {
    const since = this.#options.clock.now() - 24 * 3_600_000;
    const over = new Set(
      this.#transitions.filter(({ to, recordedAt }) => to !== 'firing' && recordedAt < since).map(({ id }) => id),
    );
    const kept = this.#transitions.filter(({ id }) => !over.has(id));
    this.#transitions.splice(0, this.#transitions.length, ...kept);
    const operations = this.#operations.filter(({ alert }) => !over.has(alert));
    this.#operations.splice(0, this.#operations.length, ...operations);
  }
}

function deliveryPart({ catalog }: LiveView): DeliveryCatalog {
  const { receivers, routes, inhibitions, muteTimings } = catalog ?? none;
  return { receivers, routes, inhibitions, muteTimings };
}

const none: DeliveryCatalog = { receivers: [], routes: [], inhibitions: [], muteTimings: [] };
