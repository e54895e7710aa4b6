import type { CaseAct, CaseRecord, Person } from '@tidewatch/contract/operations/cases';
import { eventKey } from '../query/events/event-key.ts';

export const rina: Person = { id: 'person-rina', name: 'Rina' };
export const dewi: Person = { id: 'person-dewi', name: 'Dewi' };

const startMs = Date.UTC(2026, 10, 20, 3);

/** A record about order `order`, `minute` minutes after its event. */
export function caseRecord(
  act: CaseAct,
  { by = rina, request = 'r', minute = 1, order = 'o1', time = startMs } = {},
): CaseRecord {
  const event = { source: 'shop', id: order, type: 'order.cancelled', time };
  return {
    v: 1,
    kind: 'case',
    ...act,
    request,
    by,
    at: time + minute * 60_000,
    event: { ...event, key: eventKey(event) },
  };
}
