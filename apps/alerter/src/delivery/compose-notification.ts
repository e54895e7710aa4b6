import type { Alert } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { Settings } from '@tidewatch/contract/settings';
import { seriesQuerySchema } from '@tidewatch/contract/queries';
import { signToken } from '@tidewatch/adapters/outbound';
import type { Attempt } from '@tidewatch/core/alerting/delivery/notify/outbox';
import { driverOf, pictureOf, type ReadSeries } from '@tidewatch/core/alerting/messages/alert-context';
import { catalogNames } from '@tidewatch/core/alerting/messages/catalog-names';
import { composeMessage } from '@tidewatch/core/alerting/messages/compose-message';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { Notification } from '@tidewatch/core/ports/notifier';
import { planSeries } from '@tidewatch/core/query/plan/plan-series';
import type { FirstData } from '@tidewatch/core/query/read/first-data';
import { readSeries } from '@tidewatch/core/query/series/read-series';

/** Reading for a message may take so long; then it goes without. */
const readMsMax = 2_500;
const linkMs = 24 * 3_600_000;
const defaultRepeatMs = 4 * 3_600_000;

export interface ComposeParts {
  readonly view: LiveView;
  readonly firstData: FirstData;
  readonly clock: Clock;
  readonly publicUrl: Settings['publicUrl'];
  /** Signs links; null: no links that do something. */
  readonly key: string | null;
  readonly statesMax: number;
}

/** Makes the notification of an attempt: message, chart, likely driver, links. */
export async function composeNotification(attempt: Attempt, at: number, parts: ComposeParts): Promise<Notification> {
  const { receiver, record, delivery } = attempt;
  const { queued } = delivery;
  const [first, ...others] = queued.alerts;
  const read = reader(parts);
  const { catalog } = parts.view;
  const names = catalogNames(catalog?.events ?? []);
  const [picture, driver] =
    first === undefined || catalog === null
      ? [null, null]
      : await Promise.all([
          inTime(pictureOf(first, receiver, read, { stat: statOf(first, catalog), names })),
          first.driver ?? inTime(driverOf(first, catalog, read)),
        ]);
  const alerts = first === undefined ? [] : [{ ...first, driver }, ...others];
  return {
    id: queued.id,
    receiver: receiver.receiver,
    reason: queued.reason,
    group: queued.group,
    alerts,
    message: composeMessage({
      queued: { ...queued, alerts },
      receiver,
      perhapsRepeated: record.perhapsRepeated,
      picture,
      links: linksOf(first, queued.id, receiver.receiver, at, parts),
      now: at,
      names,
    }),
    edits: queued.edits,
    perhapsRepeated: record.perhapsRepeated,
    at,
    repeatIntervalMs: repeatOf(catalog?.routes ?? [], queued.group.route) ?? defaultRepeatMs,
  };
}

const statOf = ({ rule }: Alert, { rules }: Catalog): string | null =>
  rules.find((one) => one.rule === rule)?.stat ?? null;

function repeatOf(routes: readonly Route[], key: string): number | null {
  for (const route of routes) {
    const found = route.key === key ? route.repeatIntervalMs : repeatOf(route.routes, key);
    if (found !== null) return found;
  }
  return null;
}

function linksOf(
  alert: Alert | undefined,
  notification: string,
  receiver: string,
  at: number,
  { publicUrl, key }: ComposeParts,
): Parameters<typeof composeMessage>[0]['links'] {
  if (publicUrl === undefined || alert === undefined) return { acknowledge: null, silence: null, open: null };
  const base = publicUrl.replace(/\/+$/, '');
  const token =
    key === null ? null : signToken({ action: 'acknowledge', notification, receiver, expiresAt: at + linkMs }, key);
  return {
    acknowledge: token === null ? null : `${base}/v1/acknowledge/${token}`,
    silence: null,
    open: `${base}/alerts/${encodeURIComponent(alert.id)}`,
  };
}

function reader({ view, firstData, clock, statesMax }: ComposeParts): ReadSeries {
  return async (query) => {
    const { catalog } = view;
    if (catalog === null) throw new Error('there are no definitions yet');
    const plan = planSeries(seriesQuerySchema.parse(query), catalog);
    // Whoever is told sees all rows, as in the alert itself, and no personal data: series hold none.
    const access = { rows: {}, showPii: false };
    return readSeries(plan, access, { source: view, store: view.store, firstData, statesMax }, clock.now());
  };
}

/** Null when it fails or takes too long: a message without its chart is better than none. */
async function inTime<Value>(reading: Promise<Value>): Promise<Value | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), readMsMax);
  try {
    return await Promise.race([reading, promise]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
