import type { Alert } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { NotificationBook } from '../dedupe/notification-book.ts';
import { alertAboutReceiver, deliveryFailing } from './failing-receiver.ts';

/** Raises an alert about a receiver to which nothing gets through, and ends it when something does. */
export class ReceiverWatch {
  readonly #book: NotificationBook;
  readonly #raised = new Map<string, Alert>();
  #nextAt = Infinity;

  constructor(book: NotificationBook) {
    this.#book = book;
  }

  /** When `look` may have news although nothing happened. */
  get nextAt(): number {
    return this.#nextAt;
  }

  /** Learns from the book which alerts an earlier process raised. */
  resume(): void {
    for (const { queued } of this.#book.deliveries()) {
      for (const alert of queued.alerts) {
        if (alert.rule !== deliveryFailing) continue;
        const receiver = alert.group['receiver'] ?? '';
        if (alert.state === 'firing') this.#raised.set(receiver, alert);
        else this.#raised.delete(receiver);
      }
    }
  }

  /** Alerts that fire or are over since the last look. */
  look(now: number): readonly Alert[] {
    const changed: Alert[] = [];
    this.#nextAt = Infinity;
    for (const [receiver, health] of this.#book.failing()) {
      const about = alertAboutReceiver(receiver, health);
      if (about === null || this.#raised.get(receiver)?.id === about.alert.id) continue;
      if (about.firesAt > now) {
        this.#nextAt = Math.min(this.#nextAt, about.firesAt);
        continue;
      }
      this.#raised.set(receiver, about.alert);
      changed.push(about.alert);
    }
    for (const [receiver, alert] of this.#raised) {
      if (this.#book.healthOf(receiver).failingSince !== null) continue;
      this.#raised.delete(receiver);
      changed.push({ ...alert, state: 'resolved', resolvedAt: now, lastEvaluatedAt: now });
    }
    return changed;
  }
}

/**
 * Routes of an alert around the receiver that it is about: those that lead elsewhere; where none does, the nearest receiver to which
 * something gets through, anybody rather than nobody.
 */
export function aroundFailing(
  alert: Alert,
  routes: readonly Route[],
  catalog: Pick<Catalog, 'routes' | 'receivers'>,
  book: NotificationBook,
): readonly Route[] {
  const failing = alert.group['receiver'];
  if (alert.rule !== deliveryFailing || failing === undefined) return routes;
  const elsewhere = routes
    .filter(({ receiver }) => receiver !== failing)
    .map((route) => ({ ...route, escalate: route.escalate.filter(({ receiver }) => receiver !== failing) }));
  if (elsewhere.length > 0) return elsewhere;
  const base = routes[0] ?? catalog.routes[0];
  const others = [
    ...(base?.escalate ?? []).map(({ receiver }) => receiver),
    ...catalog.routes.map(({ receiver }) => receiver),
    ...catalog.receivers.map(({ receiver }) => receiver),
  ].filter((receiver) => receiver !== failing);
  const other = others.find((receiver) => book.healthOf(receiver).failingSince === null) ?? others[0];
  if (base === undefined || other === undefined) return [];
  return [{ ...base, key: `${base.key}>${other}`, receiver: other, escalate: [], groupWaitMs: 0 }];
}
