import type { Alert } from '@tidewatch/contract/alerts';
import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { AlertOwner, NotificationReason, ToldAlert } from '@tidewatch/contract/operations/notifications';
import type { Target } from './target.ts';

/** An alert as delivery follows it. Times are the alerter's clock, epoch milliseconds. */
export interface TrackedAlert {
  readonly alert: Alert;
  readonly series: string;
  readonly firedAt: number;
  readonly resolvedAt: number | null;
  readonly owner: AlertOwner | null;
}

/** What one target may see of its group. */
export interface GroupView {
  readonly route: Pick<Route, 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'>;
  /** One per series: the one that fires, else the newest. */
  readonly alerts: readonly TrackedAlert[];
  /** Whether nobody may be told of it now. */
  readonly isHidden: (tracked: TrackedAlert) => boolean;
  /** Milliseconds after which a step of the escalation is taken; null for the route's own receiver. */
  readonly escalateAfterMs: number | null;
  /** Whether messages of the receiver can be brought up to date. */
  readonly edits: boolean;
}

/** To tell now, or when to look again. Null: nothing until something changes. */
export type Decision =
  | { readonly tell: NotificationReason; readonly about: readonly TrackedAlert[] }
  | { readonly lookAgainAt: number | null };

/** A flapping alert that has been quiet for so long is over. */
export const steadyAfterMs = 15 * 60_000;
const changedEveryMs = 1_000;

/**
 * Decides what a target is told, from what it knows and what is. The policy:
 * - something new fires: after `groupWait` when the target knows of nothing, else at most every `groupInterval`;
 * - something is over: at once when all of it is, else at most every `groupInterval`;
 * - still fires and nobody acknowledged: every `repeatInterval`;
 * - flaps: told once, without a group wait, then quiet until it fires steadily or has been over for 15 minutes;
 * - what is hidden is not told until it no longer is; an end then comes late, but it comes. Messages that can be edited say it at once.
 */
export function decide(view: GroupView, target: Target | undefined, now: number): Decision {
  const known = target?.told ?? new Map<string, ToldAlert>();
  const states = view.alerts.map((tracked) => ({ tracked, ...newsOf(tracked, known.get(tracked.series), view, now) }));
  const fresh = states.filter(({ news }) => news === 'firing' || news === 'flapping');
  const over = states.filter(({ news }) => news === 'resolved');
  const stillFiring = states.filter(
    ({ tracked, news }) => isFiring(tracked) && (news !== null || known.has(tracked.series)),
  );
  const waits: number[] = states.flatMap(({ lookAgainAt }) => (lookAgainAt === null ? [] : [lookAgainAt]));

  if (fresh.length > 0 || over.length > 0) {
    const dueAt = dueOf(view, target, known.size, fresh, stillFiring.length);
    if (now < dueAt) waits.push(dueAt);
    else
      return {
        tell: reasonOf(fresh, view),
        about: [...fresh, ...stillFiring.filter((state) => !fresh.includes(state)), ...over].map(
          ({ tracked }) => tracked,
        ),
      };
  }
  const knownFiring = stillFiring.filter(({ tracked }) => known.get(tracked.series)?.id === tracked.alert.id);
  const open = knownFiring.filter(
    ({ tracked }) => tracked.owner?.acknowledged !== true && !view.isHidden(tracked) && !tracked.alert.flapping,
  );
  if (target !== undefined && open.length > 0) {
    const repeatAt = target.calledAt + view.route.repeatIntervalMs;
    if (now >= repeatAt) return { tell: 'repeat', about: knownFiring.map(({ tracked }) => tracked) };
    waits.push(repeatAt);
  }
  if (target?.reference && view.edits && knownFiring.some(({ tracked }) => hasNewOwner(tracked, target))) {
    const dueAt = target.queuedAt + changedEveryMs;
    if (now >= dueAt) return { tell: 'changed', about: knownFiring.map(({ tracked }) => tracked) };
    waits.push(dueAt);
  }
  return { lookAgainAt: waits.length === 0 ? null : Math.min(...waits) };
}

interface News {
  readonly news: 'firing' | 'flapping' | 'resolved' | null;
  readonly lookAgainAt: number | null;
}

const nothing: News = { news: null, lookAgainAt: null };
const isFiring = ({ alert }: TrackedAlert): boolean => alert.state === 'firing';

function newsOf(tracked: TrackedAlert, known: ToldAlert | undefined, view: GroupView, now: number): News {
  const { alert } = tracked;
  if (!isFiring(tracked)) return overNews(tracked, known, view, now);
  if (view.isHidden(tracked)) return nothing;
  if (known?.state === 'firing') {
    if (alert.flapping) return known.flapping ? nothing : { news: 'flapping', lookAgainAt: null };
    if (known.id === alert.id && !known.flapping) return nothing;
  }
  if (view.escalateAfterMs !== null && known === undefined) {
    if (tracked.owner?.acknowledged === true) return nothing;
    const dueAt = tracked.firedAt + view.escalateAfterMs;
    if (now < dueAt) return { news: null, lookAgainAt: dueAt };
  }
  return { news: alert.flapping ? 'flapping' : 'firing', lookAgainAt: null };
}

function overNews(tracked: TrackedAlert, known: ToldAlert | undefined, view: GroupView, now: number): News {
  if (known?.state !== 'firing') return nothing;
  if (known.id !== tracked.alert.id && !known.flapping) return nothing;
  if (view.isHidden(tracked) && !view.edits) return nothing;
  const steadyAt = (tracked.resolvedAt ?? now) + steadyAfterMs;
  if ((tracked.alert.flapping || known.flapping) && now < steadyAt) return { news: null, lookAgainAt: steadyAt };
  return { news: 'resolved', lookAgainAt: null };
}

function dueOf(
  view: GroupView,
  target: Target | undefined,
  known: number,
  fresh: readonly { readonly tracked: TrackedAlert }[],
  stillFiring: number,
): number {
  const { groupWaitMs, groupIntervalMs } = view.route;
  if (fresh.length === 0 && stillFiring === 0) return 0;
  const nextCallAt = (target?.calledAt ?? Number.NEGATIVE_INFINITY) + groupIntervalMs;
  if (known > 0) return Math.max(nextCallAt, (target?.queuedAt ?? 0) + (fresh.length === 0 ? groupIntervalMs : 0));
  // One that flaps may never fire for as long as the group wait, and somebody has to hear of it.
  const first = Math.min(...fresh.map(({ tracked }) => (tracked.alert.flapping ? 0 : tracked.firedAt)));
  return Math.max(nextCallAt, view.escalateAfterMs === null ? first + groupWaitMs : 0);
}

function reasonOf(fresh: readonly News[], view: GroupView): NotificationReason {
  if (fresh.length === 0) return 'resolved';
  if (view.escalateAfterMs !== null) return 'escalation';
  return fresh.every(({ news }) => news === 'flapping') ? 'flapping' : 'firing';
}

function hasNewOwner({ alert, owner }: TrackedAlert, target: Target): boolean {
  const before = target.owners[alert.id];
  return owner?.by !== before?.by || owner?.acknowledged !== before?.acknowledged;
}
