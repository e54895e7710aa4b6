import type { Receiver } from '@tidewatch/contract/catalog/delivery';
import type { Delivery } from '../dedupe/notification-book.ts';

/** Notifications of one receiver that wait; each target has at most one, further news waits in the target's group. */
export const waitingMax = 1_000;

/**
 * The queue of one receiver: one attempt at a time, in order, no more per time than the receiver's rate limit. A receiver that fails rests
 * until its next try; no other receiver feels it.
 */
export class ReceiverQueue {
  readonly #waiting = new Map<string, Delivery>();
  readonly #attemptedAt: number[] = [];
  #busy = false;
  /** Nothing is tried before this. */
  #restsUntil = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** Adds or renews. */
  put(delivery: Delivery): void {
    this.#waiting.set(delivery.queued.id, delivery);
  }

  remove(id: string): void {
    this.#waiting.delete(id);
  }

  /** Whether the notification waits and is not being sent right now. */
  isWaiting(id: string): boolean {
    return this.#waiting.has(id);
  }

  rest(until: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, until);
  }

  /** The receiver answered well: what waits may go at once. */
  recover(): void {
    this.#restsUntil = 0;
  }

  /** Remembers an attempt for the rate limit. Attempts come in order of time. */
  attempted(at: number): void {
    this.#attemptedAt.push(at);
  }

  done(): void {
    this.#busy = false;
  }

  /** Takes the next notification out for sending; null when none may go now. */
  take(limit: Receiver['rateLimit'], now: number): Delivery | null {
    if (this.#busy || this.nextAt(limit, now) > now) return null;
    for (const [id, delivery] of this.#waiting) {
      if ((delivery.dueAt ?? Infinity) > now) continue;
      this.#waiting.delete(id);
      this.#busy = true;
      this.attempted(now);
      return delivery;
    }
    return null;
  }

  /** When something may go; Infinity while one is being sent or nothing waits. */
  nextAt({ messages, perMs }: Receiver['rateLimit'], now: number): number {
    if (this.#busy || this.#waiting.size === 0) return Infinity;
    let firstDueAt = Infinity;
    for (const { dueAt } of this.#waiting.values()) firstDueAt = Math.min(firstDueAt, dueAt ?? Infinity);
    while ((this.#attemptedAt[0] ?? Infinity) <= now - perMs) this.#attemptedAt.shift();
    const oldest = this.#attemptedAt[this.#attemptedAt.length - messages];
    const allowedAt = oldest === undefined ? 0 : oldest + perMs;
    return Math.max(firstDueAt, this.#restsUntil, allowedAt);
  }
}
