import type {
  Alert,
  AlertDetail,
  AlertItem,
  AlertOperation,
  AlertStatus,
  AlertTransition,
  EpisodeEntry,
} from '@tidewatch/contract/alerts';

/** A timeline holds so many entries; a flapping alert's oldest ones go first. */
const entriesMax = 500;

/** Of alerts that nothing keeps quiet. */
export const activeStatus: AlertStatus = { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] };

/** What delivery knows of an alert. */
export interface DeliveryFacts {
  /** Learns how an alert stands now. */
  follow(alert: Alert): void;
  /** Whether anybody is told of an open alert. */
  statusOf(alert: Alert): AlertStatus;
  /** Escalation steps taken. */
  escalated(alert: Alert): number;
}

/** One alert from its first crossing to its end, with what people did. */
export class AlertEpisode {
  #alert: Alert;
  #sequence = 0;
  #entries: EpisodeEntry[] = [];
  #acknowledged: AlertItem['acknowledged'] = null;
  #assignee: string | null = null;
  #comments = 0;

  constructor({ alert }: AlertTransition) {
    this.#alert = alert;
  }

  get alert(): Alert {
    return this.#alert;
  }

  get isOpen(): boolean {
    return this.#alert.state === 'pending' || this.#alert.state === 'firing';
  }

  /** False for a repeat. */
  take({ sequence, at, from, to, cause, alert }: AlertTransition): boolean {
    if (sequence <= this.#sequence) return false;
    this.#sequence = sequence;
    this.#alert = alert;
    this.#add({ kind: 'transition', at, from, to, cause, evidence: alert.evidence });
    return true;
  }

  /** Its transition that was the last at a time, epoch ms; null before the first. */
  lastAt(time: number): AlertTransition | null {
    const before = this.#entries.flatMap((entry) => (entry.kind === 'transition' && entry.at <= time ? [entry] : []));
    const last = before.at(-1);
    if (last === undefined) return null;
    const { at, from, to, cause, evidence } = last;
    const firingSince = to === 'pending' ? null : this.#alert.firingSince;
    const resolvedAt = to === 'resolved' ? at : null;
    const alert = { ...this.#alert, state: to, firingSince, resolvedAt, lastEvaluatedAt: at, evidence, peak: null };
    const { id } = alert;
    return { v: 1, kind: 'transition', id, sequence: before.length, cause, from, to, at, recordedAt: at, alert };
  }

  operate(operation: AlertOperation): void {
    const { at, by, via } = operation;
    if (operation.kind === 'alert-acknowledge') {
      this.#acknowledged ??= { by, at };
      this.#add({ kind: 'acknowledged', at, by, via });
    } else if (operation.kind === 'alert-assign') {
      this.#assignee = operation.assignee;
      this.#add({ kind: 'assigned', at, by, assignee: operation.assignee });
    } else {
      this.#comments++;
      this.#add({ kind: 'comment', at, by, text: operation.text });
    }
  }

  item(facts: DeliveryFacts): AlertItem {
    return {
      ...this.#alert,
      acknowledged: this.#acknowledged,
      assignee: this.#assignee,
      escalated: facts.escalated(this.#alert),
      status: this.isOpen ? facts.statusOf(this.#alert) : activeStatus,
      comments: this.#comments,
    };
  }

  detail(facts: DeliveryFacts): AlertDetail {
    const timeline = this.#entries.toSorted((left, right) => left.at - right.at);
    return { alert: this.item(facts), timeline };
  }

  #add(entry: EpisodeEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > entriesMax) this.#entries = this.#entries.slice(-entriesMax);
  }
}
