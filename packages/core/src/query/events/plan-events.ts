import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { EventDefinition, FieldDefinition } from '@tidewatch/contract/catalog/event-definition';
import { TidewatchError } from '@tidewatch/contract/errors';
import { futureMsMax } from '@tidewatch/contract/events';
import type { EventsQuery } from '@tidewatch/contract/queries';
import { currencyScale } from '../../catalog/currency-scale.ts';
import { nearestName } from '../../expressions/nearest-name.ts';
import type { StoreEventsQuery } from '../../ports/metric-store.ts';
import { checkDimensions, parseWhere } from '../plan/plan-filter.ts';
import type { Filter } from '../plan/series-plan.ts';
import { parseTime } from '../time/parse-time.ts';
import { zoneOf } from '../time/zone.ts';

/** Types and filter of an events query after they were checked: values are as the store holds them. */
export interface EventsPlan {
  readonly types: readonly string[];
  readonly where: Filter;
}

/**
 * Checks types and filter against the catalog. Fields that the caller sees masked cannot be searched by either.
 * Throws `unknown_event_type`, `unknown_dimension`, `invalid_parameter`.
 */
export function planEvents(
  types: readonly string[],
  whereTexts: readonly string[],
  catalog: Catalog,
  access: Access,
): EventsPlan {
  const names = catalog.events.map(({ event }) => event);
  for (const type of types) {
    if (names.includes(type)) continue;
    const nearest = nearestName(type, names);
    const hint = nearest === null ? 'GET /v1/catalog lists them' : `did you mean ${nearest}?`;
    throw new TidewatchError('unknown_event_type', `there is no event type ${JSON.stringify(type)}: ${hint}`);
  }
  const definitions = catalog.events.filter(({ event }) => types.length === 0 || types.includes(event));
  const where = parseWhere(whereTexts);
  checkDimensions(
    Object.keys(where),
    searchable(definitions, access),
    types.length === 0 ? 'an event' : types.join(', '),
  );
  return {
    types: [...new Set(types)].toSorted(),
    where: Object.fromEntries(
      Object.entries(where).map(([name, values]) => [name, storedValues(name, values, definitions)]),
    ),
  };
}

/** The store's query for a plan and a range of time. Throws `invalid_parameter`. */
export function eventsQuery(
  plan: EventsPlan,
  query: Pick<EventsQuery, 'from' | 'to' | 'limit'> & { readonly after?: string | null | undefined },
  now: number,
): StoreEventsQuery {
  const utc = zoneOf('UTC');
  const from = utc && parseTime(query.from, now, utc, 'start');
  const to = utc && parseTime(query.to, now, utc, 'end');
  if (!from || !to) {
    throw new TidewatchError(
      'invalid_parameter',
      `from=${JSON.stringify(query.from)} and to=${JSON.stringify(query.to)} must be ISO 8601, now or now-3h`,
    );
  }
  if (from.at >= to.at)
    throw new TidewatchError('invalid_parameter', `from=${query.from} is not before to=${query.to}`);
  // Events may be a little ahead of the clock; up to now means the newest.
  const toMs = query.to === 'now' ? to.at + 2 * futureMsMax : to.at;
  return { ...plan, fromMs: from.at, toMs, after: query.after ?? null, limit: query.limit };
}

function searchable(definitions: readonly EventDefinition[], access: Access): readonly string[] {
  const fields = definitions.flatMap(({ data }) =>
    Object.entries(data).flatMap(([name, { pii }]) => (pii && !access.showPii ? [] : [name])),
  );
  return [...new Set(['event.type', 'event.source', ...fields])];
}

/** Texts in API units (major units, ISO 8601) as the store holds them. */
function storedValues(
  name: string,
  values: readonly string[],
  definitions: readonly EventDefinition[],
): readonly string[] {
  const fields = definitions.flatMap(({ data }) => (Object.hasOwn(data, name) ? [data[name] as FieldDefinition] : []));
  return [
    ...new Set(
      values.flatMap((value) => (fields.length === 0 ? [value] : fields.map((field) => storedValue(value, field)))),
    ),
  ];
}

function storedValue(value: string, field: FieldDefinition): string {
  if (field.type === 'money') {
    const minor = Math.round(Number(value) * (currencyScale(field.currency ?? '') ?? 1));
    return Number.isSafeInteger(minor) ? String(minor) : value;
  }
  if (field.type === 'timestamp') {
    const time = Date.parse(value);
    return Number.isNaN(time) ? value : String(time);
  }
  return value;
}
