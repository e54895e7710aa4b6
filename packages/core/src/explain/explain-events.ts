import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { ExplainAnswer } from '@tidewatch/contract/queries';
import type { Event } from '@tidewatch/contract/events';
import { otherGroupValue } from '@tidewatch/contract/frames';
import { compileMetrics } from '../catalog/compile-metrics.ts';
import type { StoreReads } from '../live/view/store-watch.ts';
import { eventItems } from '../query/events/event-item.ts';
import { planEvents } from '../query/events/plan-events.ts';
import type { ExplainPlan } from './plan-explain.ts';

/** What the notes need to know of the list. */
export interface EventsFacts {
  /** The filter asks for `(other)`, whose events have lost that name. */
  readonly other: boolean;
  readonly storeAway: boolean;
}

export interface ExplainedEvents {
  readonly listed: ExplainAnswer['events'];
  readonly facts: EventsFacts;
}

/** The first page of the events behind a number: same types, time and filter, each marked with whether the metric takes it. */
export async function explainEvents(
  { series, fromMs, toMs }: ExplainPlan,
  catalog: Catalog,
  access: Access,
  store: StoreReads,
  limit: number,
): Promise<ExplainedEvents> {
  const types = [...new Set(series.inputs.flatMap(({ from }) => from))].toSorted();
  const other = Object.values(series.where).some((values) => values.includes(otherGroupValue));
  if (types.length === 0 || other) return { listed: null, facts: { other, storeAway: false } };
  const where = series.query.where;
  const path = pathOf(types, fromMs, toMs, where);
  const plan = planEvents(types, where, catalog, access);
  try {
    const { events, next } =
      limit === 0
        ? { events: [], next: 'more' }
        : await store.searchEvents({ ...plan, fromMs, toMs, after: null, limit }, access);
    const item = eventItems(catalog, access);
    const isCounted = countedBy(
      series.inputs.map(({ metric }) => metric),
      catalog,
    );
    const page = events.map((event) => ({ ...item(event), counted: isCounted(event.event) }));
    return { listed: { path, page, more: next !== null }, facts: { other, storeAway: false } };
  } catch (error) {
    if (!(error instanceof TidewatchError) || error.code !== 'store_unavailable') throw error;
    return { listed: { path, page: [], more: true }, facts: { other, storeAway: true } };
  }
}

/** Whether any of the metrics, as they are defined now, takes an event. */
function countedBy(metrics: readonly string[], catalog: Catalog): (event: Event) => boolean {
  const byType = compileMetrics(catalog);
  return (event) =>
    (byType.get(event.type) ?? []).some(
      ({ metric, matches, input }) =>
        metrics.includes(metric.metric) &&
        (matches === undefined || matches(event) === true) &&
        input(event) !== 'error' &&
        (metric.field === null || input(event) !== null),
    );
}

function pathOf(types: readonly string[], fromMs: number, toMs: number, where: readonly string[]): string {
  const parameters: readonly (readonly [name: string, value: string])[] = [
    ...types.map((type) => ['type', type] as const),
    ['from', new Date(fromMs).toISOString()],
    ['to', new Date(toMs).toISOString()],
    ...where.map((condition) => ['where', condition] as const),
  ];
  return `/v1/events?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}
