import type {
  Alert,
  AlertDetail,
  AlertItem,
  AlertOperation,
  AlertTransition,
  EpisodeEntry,
} from '@tidewatch/contract/alerts';

/** A timeline holds so many entries; a flapping alert's oldest ones go first. */
const entriesMax = 500;

/** What delivery knows of an alert. */
export interface DeliveryFacts {
  /** Ids of silences that hide it, names of mute timings and inhibiting alerts. */
  hiddenBy(alert: Alert): readonly string[];
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
      hiddenBy: this.isOpen ? facts.hiddenBy(this.#alert) : [],
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
