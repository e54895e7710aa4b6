import {
  severities,
  type AlertDetail,
  type AlertItem,
  type AlertOperation,
  type AlertsAnswer,
  type AlertTransition,
  type RecordedEpisode,
} from '@tidewatch/contract/alerts';
import { activeStatus, AlertEpisode, type DeliveryFacts } from './alert-episode.ts';

/** Which alerts are asked for. Lists are alternatives; an empty one passes all. */
export interface AlertsFilter {
  readonly state: readonly ('pending' | 'firing' | 'resolved')[];
  readonly rule: readonly string[];
  /** `label:value`; values of one label are alternatives, labels are joined by and. */
  readonly label: readonly string[];
  readonly limit: number;
}

const resolvedMaxDefault = 5_000;
/** Operations for alerts that are not known (yet). */
const strayMax = 1_000;
const noFacts: DeliveryFacts = { follow: () => undefined, statusOf: () => activeStatus, escalated: () => 0 };

/** All alerts as the topics `alerts` and `operations` tell them: a view, the same wherever it is made. */
export class AlertBook {
  readonly #episodes = new Map<string, AlertEpisode>();
  readonly #seen = new Set<string>();
  readonly #strays = new Map<string, AlertOperation[]>();
  readonly #resolved = new Set<string>();
  readonly #facts: DeliveryFacts;
  readonly #resolvedMax: number;
  #version = 0;
  #asOf: number | null = null;
  #completeSince = 0;

  /** `resolvedMax`: resolved episodes kept; the oldest go first. */
  constructor(facts: DeliveryFacts = noFacts, resolvedMax = resolvedMaxDefault) {
    this.#facts = facts;
    this.#resolvedMax = resolvedMax;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** As-of of the newest evaluation that changed something. */
  get asOf(): number | null {
    return this.#asOf;
  }

  /** Of what ended before this time, epoch ms, it may know nothing. */
  beginAt(time: number): void {
    this.#completeSince = Math.max(this.#completeSince, time);
  }

  /** Learns from a record of the topic `alerts`; repeats change nothing. */
  take(transition: AlertTransition): void {
    const { id, to, at } = transition;
    this.#asOf = Math.max(this.#asOf ?? at, at);
    let episode = this.#episodes.get(id);
    if (episode === undefined) {
      episode = new AlertEpisode(transition);
      this.#episodes.set(id, episode);
      for (const operation of this.#strays.get(id) ?? []) episode.operate(operation);
      this.#strays.delete(id);
    }
    if (!episode.take(transition)) return;
    this.#version++;
    this.#facts.follow(transition.alert);
    if (to === 'inactive') this.#episodes.delete(id);
    if (to === 'resolved') this.#keepResolved(id);
  }

  /** Learns from a record of the topic `operations`; repeats change nothing. */
  operate(operation: AlertOperation): void {
    if (this.#seen.has(operation.operation)) return;
    this.#seen.add(operation.operation);
    const episode = this.#episodes.get(operation.alert);
    if (episode !== undefined) {
      this.#version++;
      return episode.operate(operation);
    }
    this.#strays.set(operation.alert, [...(this.#strays.get(operation.alert) ?? []), operation]);
    const [oldest] = this.#strays.keys();
    if (this.#strays.size > strayMax && oldest !== undefined) this.#strays.delete(oldest);
  }

  /** Firing and unacknowledged first, then firing, pending, resolved; the more urgent and the newer first. */
  list(filter: AlertsFilter): AlertsAnswer {
    const counts = { pending: 0, firing: 0, resolved: 0 };
    const found: AlertItem[] = [];
    const labels = byLabel(filter.label);
    for (const episode of this.#episodes.values()) {
      const { alert } = episode;
      if (alert.state === 'inactive' || !matches(alert, filter.rule, labels)) continue;
      counts[alert.state]++;
      if (filter.state.length === 0 || filter.state.includes(alert.state)) found.push(episode.item(this.#facts));
    }
    const alerts = found.toSorted(byUrgency).slice(0, filter.limit);
    return { alerts, counts, asOf: this.#asOf };
  }

  /** Null for an alert that is not known. */
  detail(id: string): AlertDetail | null {
    return this.#episodes.get(id)?.detail(this.#facts) ?? null;
  }

  /** Episodes of a rule that fired, as the live engine recorded them, and since when all of them are known, epoch ms. */
  recordedOf(rule: string): { readonly episodes: readonly RecordedEpisode[]; readonly since: number } {
    const episodes = [...this.#episodes.values()].flatMap(({ alert }): RecordedEpisode[] => {
      const { id, group, activeSince, firingSince, resolvedAt, peak } = alert;
      return alert.rule !== rule || firingSince === null
        ? []
        : [{ id, group, activeSince, firingSince, resolvedAt, peak }];
    });
    return { episodes, since: this.#completeSince };
  }

  /** The alerts of a rule that were open at a time, epoch ms, by their last transition then. */
  openAt(rule: string, time: number): readonly AlertTransition[] {
    return [...this.#episodes.values()].flatMap((episode) => {
      if (episode.alert.rule !== rule) return [];
      const last = episode.lastAt(time);
      return last?.to === 'pending' || last?.to === 'firing' ? [last] : [];
    });
  }

  /** What delivery makes of the open alerts, in one text: that changes without an alert changing, and because time passes. */
  deliveryText(): string {
    const told: string[] = [];
    for (const { isOpen, alert } of this.#episodes.values()) {
      if (!isOpen) continue;
      const { state, silencedBy, inhibitedBy, mutedBy } = this.#facts.statusOf(alert);
      const escalated = this.#facts.escalated(alert);
      if (state === 'suppressed' || escalated > 0)
        told.push([alert.id, escalated, ...silencedBy, '', ...inhibitedBy, '', ...mutedBy].join(' '));
    }
    return told.join('\n');
  }

  /** Pending and firing alerts of each rule. */
  openByRule(): ReadonlyMap<string, { readonly pending: number; readonly firing: number }> {
    const rules = new Map<string, { pending: number; firing: number }>();
    for (const { alert } of this.#episodes.values()) {
      if (alert.state !== 'pending' && alert.state !== 'firing') continue;
      const counts = rules.get(alert.rule) ?? { pending: 0, firing: 0 };
      counts[alert.state]++;
      rules.set(alert.rule, counts);
    }
    return rules;
  }

  #keepResolved(id: string): void {
    this.#resolved.add(id);
    const [oldest] = this.#resolved;
    if (this.#resolved.size <= this.#resolvedMax || oldest === undefined) return;
    this.#resolved.delete(oldest);
    this.#completeSince = Math.max(this.#completeSince, this.#episodes.get(oldest)?.alert.resolvedAt ?? 0);
    this.#episodes.delete(oldest);
  }
}

function byLabel(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, string[]>();
  for (const text of texts) {
    const colon = text.indexOf(':');
    const name = text.slice(0, colon);
    labels.set(name, [...(labels.get(name) ?? []), text.slice(colon + 1)]);
  }
  return labels;
}

function matches(
  alert: AlertItem | AlertTransition['alert'],
  rules: readonly string[],
  labels: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (rules.length > 0 && !rules.includes(alert.rule)) return false;
  for (const [name, values] of labels) if (!values.includes(alert.labels[name] ?? '')) return false;
  return true;
}

const stateOrder = { firing: 0, pending: 2, resolved: 3, inactive: 4 } as const;

function byUrgency(left: AlertItem, right: AlertItem): number {
  return (
    rankOf(left) - rankOf(right) ||
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    sinceOf(right) - sinceOf(left) ||
    (left.id < right.id ? -1 : 1)
  );
}

const rankOf = ({ state, acknowledged }: AlertItem): number =>
  stateOrder[state] + (state === 'firing' && acknowledged !== null ? 1 : 0);

const sinceOf = ({ state, resolvedAt, firingSince, activeSince }: AlertItem): number =>
  (state === 'resolved' ? resolvedAt : firingSince) ?? activeSince;
