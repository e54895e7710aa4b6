import type { EventItem } from '@tidewatch/contract/events';
import type { CaseSummary } from '@tidewatch/contract/operations/cases';
import type { PanelTable, TableCell } from '../../../shared/table/panel-table.ts';
import type { CasesTexts } from '../messages-en.ts';

/** A list of events as a table: envelope, every field that any of them has, and what people did. Masked values say so. */
export const eventTable = (
  events: readonly EventItem[],
  cases: ReadonlyMap<string, CaseSummary>,
  text: CasesTexts['drill'],
): PanelTable => {
  const fields = [...new Set(events.flatMap(({ data }) => Object.keys(data)))];
  const cellOf = ({ data, masked }: EventItem, field: string): TableCell => {
    if (masked?.includes(field) === true) return text.hidden;
    const value = data[field] ?? null;
    return typeof value === 'boolean' ? String(value) : value;
  };
  const anyNumber = (field: string) =>
    events.every(({ data }) => (data[field] ?? null) === null || typeof data[field] === 'number') &&
    events.some(({ data }) => typeof data[field] === 'number');
  return {
    columns: [
      { title: text.time, kind: 'time' },
      { title: text.type, kind: 'text' },
      { title: text.subject, kind: 'text' },
      { title: text.id, kind: 'text' },
      ...fields.map((field) => ({ title: field, kind: anyNumber(field) ? ('number' as const) : ('text' as const) })),
      { title: text.holder, kind: 'text' },
      { title: text.outcome, kind: 'text' },
    ],
    rows: events.map((event) => [
      Date.parse(event.time),
      event.type,
      event.subject,
      event.id,
      ...fields.map((field) => cellOf(event, field)),
      cases.get(event.key)?.claim?.by.name ?? null,
      cases.get(event.key)?.outcome?.name ?? null,
    ]),
  };
};
