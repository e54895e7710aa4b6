import type { Access } from '@tidewatch/contract/access';
import type { Event } from '@tidewatch/contract/events';
import { noneGroupValue } from '@tidewatch/contract/frames';
import type { Filter } from '../plan/series-plan.ts';

/** Whether an event passes, as a store would say: types, filter by the text of fields or envelope, and the caller's rows. */
export function eventMatcher(types: readonly string[], where: Filter, access: Access): (event: Event) => boolean {
  const wanted = types.length === 0 ? null : new Set(types);
  const conditions = [...Object.entries(where), ...Object.entries(access.rows)].map(
    ([name, values]) => [name, new Set(values)] as const,
  );
  return (event) => {
    if (wanted !== null && !wanted.has(event.type)) return false;
    return conditions.every(([name, values]) => {
      const text = fieldText(event, name);
      return text !== null && values.has(text);
    });
  };
}

function fieldText(event: Event, name: string): string | null {
  if (name === 'event.type') return event.type;
  if (name === 'event.source') return event.source;
  const value = Object.hasOwn(event.data, name) ? event.data[name] : undefined;
  return value === undefined ? null : value === null ? noneGroupValue : String(value);
}
