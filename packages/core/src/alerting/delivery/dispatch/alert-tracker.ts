import type { Alert, AlertOperation, AlertTransition } from '@tidewatch/contract/alerts';
import type { AlertOwner } from '@tidewatch/contract/operations/notifications';
import type { TrackedAlert } from '../dedupe/decide.ts';
import { seriesOf } from './group-of.ts';

/** Operations on alerts that were not seen yet are kept for so many. */
const ownersMax = 10_000;

/** Every alert that fires, or is over and may still have to be told; with who has it. */
export class AlertTracker {
  readonly #alerts = new Map<string, TrackedAlert & { readonly sequence: number }>();
  readonly #owners = new Map<string, AlertOwner>();

  get(id: string): TrackedAlert | undefined {
    return this.#alerts.get(id);
  }

  all(): IterableIterator<TrackedAlert> {
    return this.#alerts.values();
  }

  /** The alert after the transition; null for one that concerns nobody, or that was seen. */
  take({ alert, sequence, to, recordedAt }: AlertTransition): TrackedAlert | null {
    const known = this.#alerts.get(alert.id);
    if (known !== undefined && known.sequence >= sequence) return null;
    // It went away without ever having fired: nobody was told.
    if (to !== 'firing' && known === undefined) return null;
    return this.#set(alert, sequence, known, recordedAt);
  }

  /** An alert that has no transitions of its own. */
  put(alert: Alert, at: number): TrackedAlert {
    return this.#set(alert, 0, this.#alerts.get(alert.id), at);
  }

  /** The alert that has another owner now; null for one that is not tracked, or when nothing changed. */
  operate(operation: AlertOperation): TrackedAlert | null {
    const before = this.#owners.get(operation.alert);
    const after = ownerAfter(before, operation);
    if (after === before) return null;
    this.#owners.delete(operation.alert);
    if (after !== undefined) this.#owners.set(operation.alert, after);
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > ownersMax && oldest !== undefined) this.#owners.delete(oldest);
    const known = this.#alerts.get(operation.alert);
    if (known === undefined) return null;
    const tracked = { ...known, owner: after ?? null };
    this.#alerts.set(operation.alert, tracked);
    return tracked;
  }

  drop(id: string): void {
    this.#alerts.delete(id);
    this.#owners.delete(id);
  }

  #set(alert: Alert, sequence: number, known: TrackedAlert | undefined, at: number): TrackedAlert {
    const tracked = {
      alert,
      sequence,
      series: known?.series ?? seriesOf(alert.labels),
      firedAt: known?.firedAt ?? at,
      resolvedAt: alert.state === 'resolved' ? (known?.resolvedAt ?? at) : null,
      owner: this.#owners.get(alert.id) ?? null,
    };
    this.#alerts.set(alert.id, tracked);
    return tracked;
  }
}

function ownerAfter(before: AlertOwner | undefined, operation: AlertOperation): AlertOwner | undefined {
  const { at } = operation;
  switch (operation.kind) {
    case 'alert-acknowledge':
      return before?.acknowledged === true ? before : { by: before?.by ?? operation.by, at, acknowledged: true };
    case 'alert-assign':
      if (operation.assignee === null)
        return before === undefined || !before.acknowledged ? undefined : { ...before, by: operation.by };
      return { by: operation.assignee, at, acknowledged: before?.acknowledged ?? false };
    case 'alert-comment':
      return before;
  }
}
