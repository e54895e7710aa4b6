import { noneGroupValue, type Access } from '@tidewatch/contract';
import type { EventsPage, StoreEventsQuery } from '@tidewatch/core/ports/metric-store';
import type { IndexNames } from '../indices/index-names.ts';
import { keyOf } from '../indices/keys.ts';
import { fieldIndexTypes } from '../indices/mappings.ts';
import type { Server } from '../server/server.ts';
import { timeFilter } from '../series/filters.ts';
import { decodeCursor, encodeCursor, type EventPlace } from './cursor.ts';
import { decodeEvent, type EventDocument } from './event-document.ts';
import { searchedValues } from './indexed-value.ts';

interface Answer {
  readonly hits: { readonly hits: readonly { readonly _source: EventDocument; readonly sort: EventPlace }[] };
}

const newestFirst = ['@timestamp', 'topic', 'partition', 'offset', 'tie'].map((field) => ({ [field]: 'desc' }));

/** Events of a query, newest first. Fields that no index has match nothing. */
export async function searchEvents(
  server: Server,
  names: IndexNames,
  query: StoreEventsQuery,
  access: Access,
): Promise<EventsPage> {
  const { types, fromMs, toMs, where, after, limit } = query;
  const place = after === null ? null : decodeCursor(after);
  if (fromMs >= toMs) return { events: [], next: null };
  const filter = [
    timeFilter(fromMs, toMs),
    ...(types.length === 0 ? [] : [{ terms: { type: types } }]),
    ...Object.entries(where).map(([name, values]) => fieldFilter(name, values, true)),
    ...Object.entries(access.rows).map(([name, values]) => fieldFilter(name, values, false)),
  ];
  const answer: Answer = await server.ask(
    {
      method: 'POST',
      path: `/${names.eventsBetween(fromMs, toMs).join(',')}/_search`,
      query: { ignore_unavailable: true, allow_partial_search_results: false },
      // One more than asked for tells whether there is a next page.
      body: {
        size: limit + 1,
        track_total_hits: false,
        query: { bool: { filter } },
        sort: newestFirst,
        ...(place === null ? {} : { search_after: place }),
      },
    },
    'search events',
  );
  const hits = answer.hits.hits.slice(0, limit);
  const next = answer.hits.hits.length > limit ? encodeCursor(hits.at(-1)!.sort) : null;
  return { events: hits.map(({ _source }) => decodeEvent(_source.body)), next };
}

/** Events whose field has one of the texts, whatever its declared type. `(none)` also finds events without the field. */
function fieldFilter(name: string, texts: readonly string[], noneIsAbsent: boolean): object {
  if (name === 'event.type') return { terms: { type: texts } };
  if (name === 'event.source') return { terms: { source: texts.map(keyOf) } };
  const byType = new Map<string, (string | number | boolean)[]>();
  for (const text of texts) {
    for (const [type, value] of searchedValues(text)) byType.set(type, [...(byType.get(type) ?? []), value]);
  }
  const should: object[] = [...byType].map(([type, values]) => ({ terms: { [`data.${type}.${name}`]: values } }));
  if (noneIsAbsent && texts.includes(noneGroupValue)) {
    const present = Object.keys(fieldIndexTypes).map((type) => ({ exists: { field: `data.${type}.${name}` } }));
    should.push({ bool: { must_not: present } });
  }
  return should.length === 0 ? { match_none: {} } : { bool: { should } };
}
