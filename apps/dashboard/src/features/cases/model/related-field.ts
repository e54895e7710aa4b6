import type { EventItem } from '@tidewatch/contract/events';

/** Far enough for an order, near enough for a store that has to look through all of it. */
const aroundMs = 6 * 3_600_000;

/** Where the other events of the same thing (order, appointment) are: those with its key in the same field. */
export interface RelatedSearch {
  readonly field: string;
  readonly where: string;
  readonly from: string;
  readonly to: string;
}

/** Null for an event that names no subject, or not in a field that can be searched. */
export const relatedSearch = ({ subject, data, time }: EventItem): RelatedSearch | null => {
  if (subject === null || subject === '') return null;
  const field = Object.entries(data).find(([, value]) => value === subject)?.[0];
  if (field === undefined) return null;
  const at = Date.parse(time);
  return {
    field,
    where: `${field}:${subject}`,
    from: new Date(at - aroundMs).toISOString(),
    to: new Date(at + aroundMs).toISOString(),
  };
};
