import type { Access } from '@tidewatch/contract/access';
import { noneGroupValue } from '@tidewatch/contract/frames';
import type { Event, FieldValue } from '@tidewatch/contract/events';
import type { StoreEventsQuery } from '@tidewatch/core/ports/metric-store';

/** What a search takes, beside types and time. */
export interface EventFilter {
  takes(event: Event): boolean;
  /** False only where no event of the block can match: the values are looked for in the block's text. */
  mayTake(text: string): boolean;
}

const envelope: Readonly<Record<string, (event: Event) => string>> = {
  'event.type': ({ type }) => type,
  'event.source': ({ source }) => source,
};

/** All conditions of the query and of the caller's row filter; a field that an event does not have matches nothing. */
export function eventFilter(
  { where, mention }: Pick<StoreEventsQuery, 'where' | 'mention'>,
  access: Access,
): EventFilter {
  const conditions = [...Object.entries(where), ...Object.entries(access.rows)].map(([field, allowed]) => {
    const values = new Set(allowed);
    return { field, values, traces: tracesOf(field, values) };
  });
  const mentionTrace = mention === undefined ? null : traceOf(mention);
  return {
    takes: (event) =>
      conditions.every(({ field, values }) => values.has(textOf(event, field) ?? '\0absent')) &&
      (mention === undefined || holds(event, mention)),
    mayTake: (text) =>
      conditions.every(({ traces }) => traces === null || traces.some((trace) => text.includes(trace))) &&
      (mentionTrace === null || text.toLowerCase().includes(mentionTrace)),
  };
}

/** The text that a value is compared as; null for a field that the event does not have. */
function textOf(event: Event, field: string): string | null {
  const attribute = Object.hasOwn(envelope, field) ? envelope[field] : undefined;
  if (attribute !== undefined) return attribute(event);
  if (!Object.hasOwn(event.data, field)) return null;
  const value: FieldValue = event.data[field]!;
  return value === null ? noneGroupValue : String(value);
}

/** What a block's text must contain for one of the values; null where that is not known. */
function tracesOf(field: string, values: ReadonlySet<string>): string[] | null {
  if (values.has(noneGroupValue) || field === 'event.type') return null;
  return [...values].map(traceOf);
}

const traceOf = (value: string): string => JSON.stringify(value).slice(1, -1);

/** Whether the id, the subject or a field holds a text in lower case. */
function holds({ id, subject, data }: Event, mention: string): boolean {
  return [id, subject, ...Object.values(data)].some((value) => String(value).toLowerCase().includes(mention));
}
