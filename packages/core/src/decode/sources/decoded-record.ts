import type { Event } from '@tidewatch/contract';
import type { LogRecord } from '../../ports/event-log.ts';
import type { Dead, DecodedEvent, DecodedRecord } from '../../stream/decoded.ts';
import { DeadEvent } from '../events/dead-event.ts';

const noEvents: readonly Event[] = [];
const noDead: readonly Dead[] = [];
const noDuplicates: readonly string[] = [];

/** A record that carries exactly one CloudEvent: an unusable event makes the whole record dead. */
export function recordOfEvent({ offset, appendTime }: LogRecord, result: DecodedEvent | DeadEvent): DecodedRecord {
  if (result instanceof DeadEvent) return recordOfDead(offset, appendTime, result);
  return {
    offset,
    appendTime,
    outcome: 'used',
    events: [result],
    dead: noDead,
    duplicates: noDuplicates,
    expressionErrors: 0,
  };
}

export const recordOfDead = (offset: number, appendTime: number, dead: Dead): DecodedRecord => ({
  offset,
  appendTime,
  outcome: 'dead',
  events: noEvents,
  dead: [dead],
  duplicates: noDuplicates,
  expressionErrors: 0,
});

export const skippedRecord = (offset: number, appendTime: number, expressionErrors: number): DecodedRecord => ({
  offset,
  appendTime,
  outcome: 'skipped',
  events: noEvents,
  dead: noDead,
  duplicates: noDuplicates,
  expressionErrors,
});
