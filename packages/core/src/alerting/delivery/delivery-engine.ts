import type { AlertOperation, AlertTransition } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { NotificationRecord, ProviderReference, ToldAlert } from '@tidewatch/contract/operations/notifications';
import type { SilenceOperation } from '@tidewatch/contract/operations/silences';
import type { NotifierError } from '../../ports/notifier.ts';
import { AlertTracker } from './dispatch/alert-tracker.ts';
import { decide, type TrackedAlert } from './dedupe/decide.ts';
import { NotificationBook } from './dedupe/notification-book.ts';
import { queuedRecord } from './dedupe/queued-record.ts';
import { AlertGroups, type AlertGroup } from './dispatch/alert-groups.ts';
import { routeFinder } from './dispatch/find-routes.ts';
import { targetsOf, type RouteTarget } from './dispatch/targets-of.ts';
import { Inhibitor } from './inhibit/inhibitor.ts';
import { Outbox, type Attempt } from './notify/outbox.ts';
import { aroundFailing, ReceiverWatch } from './notify/receiver-watch.ts';
import { hiddenBy } from './silence/hidden-by.ts';
import { SilenceBook } from './silence/silence-book.ts';

export type DeliveryCatalog = Pick<Catalog, 'receivers' | 'routes' | 'inhibitions' | 'muteTimings'>;

export interface EngineOptions {
  readonly catalog: DeliveryCatalog;
  /** Whether messages of a receiver can be edited. */
  readonly edits: (receiver: string) => boolean;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** What is to be done now: records to make durable in this order, then the attempts. */
export interface Step {
  readonly records: readonly NotificationRecord[];
  readonly attempts: readonly Attempt[];
}

const finishedMax = 1_000;

/**
 * Delivery as a pure state machine in virtual time: alerts, operations, silences and outcomes go in, notifications to send come out. The
 * stages are the folders beside this file, in this order: dispatch → inhibit → silence → mute → dedupe → notify.
 */
export class DeliveryEngine {
  readonly #options: EngineOptions;
  readonly #alerts = new AlertTracker();
  readonly #book = new NotificationBook(finishedMax);
  readonly #silences = new SilenceBook();
  readonly #groups: AlertGroups;
  readonly #inhibitor: Inhibitor;
  readonly #muteTimings: ReadonlyMap<string, Catalog['muteTimings'][number]>;
  readonly #outbox: Outbox;
  readonly #receivers: ReceiverWatch;
  /** Group → when to look at it. */
  readonly #dueAt = new Map<string, number>();

  constructor(options: EngineOptions) {
    const { catalog } = options;
    this.#options = options;
    this.#groups = new AlertGroups(routeFinder(catalog.routes));
    this.#inhibitor = new Inhibitor(catalog.inhibitions);
    this.#muteTimings = new Map(catalog.muteTimings.map((timing) => [timing.muteTiming, timing]));
    const receivers = new Map(catalog.receivers.map((receiver) => [receiver.receiver, receiver]));
    this.#outbox = new Outbox(this.#book, receivers, options.random);
    this.#receivers = new ReceiverWatch(this.#book);
  }

  /** Learns what was decided and tried before; in order, before anything else. */
  remember(record: NotificationRecord): void {
    this.#book.take(record);
    if (record.status !== 'sending') return;
    const receiver = this.#book.get(record.id)?.queued.receiver;
    if (receiver !== undefined) this.#outbox.remember(receiver, record.at);
  }

  /** Everything that was remembered and is not over goes on. */
  resume(now: number): void {
    this.#outbox.resume(now);
    this.#receivers.resume();
    this.#watchReceivers(now);
  }

  take(transition: AlertTransition, now: number): void {
    const tracked = this.#alerts.take(transition);
    if (tracked !== null) this.#changed(tracked, now);
  }

  operate(operation: AlertOperation, now: number): void {
    const tracked = this.#alerts.operate(operation);
    if (tracked !== null) this.#changed(tracked, now);
  }

  silence(operation: SilenceOperation, now: number): void {
    if (this.#silences.take(operation)) this.#lookAtAll(now);
  }

  /** Forgets the silences: they will come again. */
  forgetSilences(): void {
    this.#silences.clear();
  }

  /** When `step` has something to do; null: not before something happens. */
  nextAt(now: number): number | null {
    let next = Math.min(this.#outbox.nextAt(now), this.#receivers.nextAt);
    for (const at of this.#dueAt.values()) next = Math.min(next, at);
    return next === Infinity ? null : next;
  }

  /** Does what is due. */
  step(now: number): Step {
    if (this.#receivers.nextAt <= now) this.#watchReceivers(now);
    const decided: NotificationRecord[] = [];
    for (const [key, dueAt] of this.#dueAt) if (dueAt <= now) this.#look(key, now, decided);
    const { records, attempts } = this.#outbox.step(now);
    return { records: [...decided, ...records], attempts };
  }

  /** The outcome of an attempt. The record MUST be made durable. */
  settle(attempt: Attempt, outcome: ProviderReference | NotifierError, now: number): NotificationRecord {
    const record = this.#outbox.settle(attempt, outcome, now);
    this.#watchReceivers(now);
    this.#lookAt(this.#groups.get(attempt.delivery.queued.group.key), now);
    return record;
  }

  #watchReceivers(now: number): void {
    for (const alert of this.#receivers.look(now)) this.#changed(this.#alerts.put(alert, now), now);
  }

  #changed(tracked: TrackedAlert, now: number): void {
    const firing = tracked.alert.state === 'firing';
    const matters = firing ? this.#inhibitor.fire(tracked.alert) : this.#inhibitor.resolve(tracked.alert);
    for (const group of this.#groups.join(tracked, (routes) =>
      aroundFailing(tracked.alert, routes, this.#options.catalog, this.#book),
    ))
      this.#lookAt(group, now);
    if (matters) this.#lookAtAll(now);
  }

  #lookAt(group: AlertGroup | undefined, at: number): void {
    if (group !== undefined)
      this.#dueAt.set(group.group.key, Math.min(at, this.#dueAt.get(group.group.key) ?? Infinity));
  }

  #lookAtAll(now: number): void {
    for (const group of this.#groups.all()) this.#lookAt(group, now);
  }

  /** Decides for each target of a group. */
  #look(key: string, now: number, records: NotificationRecord[]): void {
    this.#dueAt.delete(key);
    const group = this.#groups.get(key);
    if (group === undefined) return;
    const again: number[] = [];
    for (const target of targetsOf(group.route)) {
      const at = this.#lookFor(group, target, now, records);
      if (at !== null) again.push(at);
    }
    this.#dropTold(group, now);
    if (again.length > 0 && this.#groups.get(key) !== undefined)
      this.#dueAt.set(key, Math.max(Math.min(...again), now + 1));
  }

  /** When to look again at one target. */
  #lookFor(group: AlertGroup, target: RouteTarget, now: number, records: NotificationRecord[]): number | null {
    const { receiver, step } = target;
    const named = { group: group.group, step, receiver };
    const known = this.#book.targetOf(named);
    const unsent = this.#book.get(known?.waiting ?? '');
    // On its way: what it did not tell is told when its outcome is known, by a message of its own or in its place.
    if (unsent !== undefined && !this.#outbox.isWaiting(unsent)) return null;
    const hiddenUntil: number[] = [];
    const stages = { inhibitor: this.#inhibitor, silences: this.#silences, muteTimings: this.#muteTimings };
    const decision = decide(
      {
        route: group.route,
        alerts: this.#newestOf(group, known?.told),
        isHidden: (tracked) => {
          const hidden = hiddenBy(tracked, group.route, stages, now);
          if (hidden?.until) hiddenUntil.push(hidden.until);
          return hidden !== null;
        },
        escalateAfterMs: target.escalateAfterMs,
        edits: this.#options.edits(receiver),
      },
      known,
      now,
    );
    if (!('tell' in decision)) {
      const ats = [...hiddenUntil, ...(decision.lookAgainAt === null ? [] : [decision.lookAgainAt])];
      return ats.length === 0 ? null : Math.min(...ats);
    }
    if (unsent === undefined && this.#outbox.isFull(receiver)) return now + group.route.groupIntervalMs;
    const edits = this.#options.edits(receiver);
    const record = queuedRecord({ named, decision, replaced: unsent, known, edits, now });
    this.#book.take(record);
    const delivery = this.#book.get(record.id);
    if (delivery !== undefined) this.#outbox.put(delivery);
    records.push(record);
    return now + 1;
  }

  /** One alert per series: the one that fires, else the one that the target knows of, else the newest. */
  #newestOf(group: AlertGroup, told: ReadonlyMap<string, ToldAlert> | undefined): TrackedAlert[] {
    const bySeries = new Map<string, TrackedAlert>();
    const rank = ({ alert, series }: TrackedAlert): number => {
      const known = told?.get(series);
      // Of one that flaps the newest counts: it is over only when none came any more.
      return alert.state === 'firing' ? 2 : known?.id === alert.id && !known.flapping ? 1 : 0;
    };
    for (const id of group.members) {
      const tracked = this.#alerts.get(id);
      if (tracked === undefined) continue;
      const before = bySeries.get(tracked.series);
      const isBetter =
        before === undefined ||
        rank(tracked) > rank(before) ||
        (rank(tracked) === rank(before) && tracked.alert.activeSince >= before.alert.activeSince);
      if (isBetter) bySeries.set(tracked.series, tracked);
    }
    return [...bySeries.values()];
  }

  /** Forgets alerts that are over and of which no target knows any more. */
  #dropTold(group: AlertGroup, now: number): void {
    const targets = targetsOf(group.route).map(({ receiver, step }) => ({ group: group.group, step, receiver }));
    const newest = new Set(this.#newestOf(group, undefined).map(({ alert }) => alert.id));
    for (const id of group.members) {
      const tracked = this.#alerts.get(id);
      if (tracked?.alert.state === 'firing') continue;
      const owed = targets.some((target) => {
        const known = tracked === undefined ? undefined : this.#book.targetOf(target)?.told.get(tracked.series);
        return known !== undefined && (known.id === id || (known.flapping && newest.has(id)));
      });
      if (owed) continue;
      if (this.#groups.leave(id, group)) this.#alerts.drop(id);
    }
    if (group.members.size > 0) return;
    this.#groups.remove(group.group.key);
    for (const target of targets) {
      const known = this.#book.targetOf(target);
      // While the interval runs, and while a message is on its way, what it knows is still needed.
      if (known?.waiting === null && known.calledAt + group.route.groupIntervalMs <= now) this.#book.forget(target);
    }
  }
}
