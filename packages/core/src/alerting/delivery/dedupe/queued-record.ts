import type {
  AlertOwner,
  NotificationReason,
  QueuedRecord,
  ToldAlert,
} from '@tidewatch/contract/operations/notifications';
import type { Alert } from '@tidewatch/contract/alerts';
import { sha256 } from '../../../hashing/sha256.ts';
import type { TrackedAlert } from './decide.ts';
import type { Delivery } from './notification-book.ts';
import { targetKey, type Target } from './target.ts';

/** Alerts that one message shows, and that it tells of at all; the rest follows with the next one. */
const shownMax = 20;
const toldMax = 1_000;

export interface QueueOrder {
  readonly named: Pick<QueuedRecord, 'group' | 'step' | 'receiver'>;
  readonly decision: { readonly tell: NotificationReason; readonly about: readonly TrackedAlert[] };
  /** An unsent notification of the same target: what it owes is told by this one. */
  readonly replaced: Delivery | undefined;
  readonly known: Target | undefined;
  readonly edits: boolean;
  readonly now: number;
}

/** Reasons that call somebody, strongest first. */
const calls: readonly NotificationReason[] = ['escalation', 'firing', 'flapping', 'repeat'];

/** The decision to tell a target, as it is made durable. */
export function queuedRecord({ named, decision, replaced, known, edits, now }: QueueOrder): QueuedRecord {
  const about = decision.about.slice(0, toldMax);
  const told = about.map(toldOf);
  const series = new Set(told.map((one) => one.series));
  const owed = (replaced?.queued.told ?? []).filter((one) => !series.has(one.series) && one.state === 'resolved');
  const alerts = about.map(({ alert }) => alert);
  const owedAlerts = (replaced?.queued.alerts ?? []).filter(({ id }) => owed.some((one) => one.id === id));
  const reason = strongest(
    decision.tell,
    replaced?.queued.reason,
    told.some(({ state }) => state === 'firing'),
  );
  return {
    v: 1,
    kind: 'notification',
    id: `msg_${sha256(`${targetKey(named)}|${now}|${known?.queuedAt ?? 0}`).slice(0, 24)}`,
    at: now,
    status: 'queued',
    receiver: named.receiver,
    group: named.group,
    step: named.step,
    reason,
    alerts: [...alerts, ...owedAlerts].toSorted(firingFirst).slice(0, shownMax),
    told: [...told, ...owed],
    owners: Object.fromEntries(
      about.flatMap(({ alert, owner }): [string, AlertOwner][] => (owner === null ? [] : [[alert.id, owner]])),
    ),
    notBefore: now,
    edits: edits && !calls.includes(reason) ? (known?.reference ?? null) : null,
    supersedes: replaced === undefined ? [] : [replaced.queued.id],
    perhapsRepeated: replaced?.perhapsArrived ?? false,
  };
}

const toldOf = ({ alert, series }: TrackedAlert): ToldAlert => ({
  id: alert.id,
  series,
  state: alert.state === 'firing' ? 'firing' : 'resolved',
  flapping: alert.flapping,
});

function strongest(
  now: NotificationReason,
  before: NotificationReason | undefined,
  firing: boolean,
): NotificationReason {
  if (!firing || before === undefined) return now;
  return calls.find((reason) => reason === now || reason === before) ?? now;
}

const firingFirst = (left: Alert, right: Alert): number =>
  Number(right.state === 'firing') - Number(left.state === 'firing') ||
  (left.firingSince ?? 0) - (right.firingSince ?? 0);
