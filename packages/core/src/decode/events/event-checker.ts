import type { Catalog, Event, RejectionCode } from '@tidewatch/contract';
import { eventTimeMsMin, futureMsMax, jsonDepthMax } from '@tidewatch/contract';
import { isDeeperThan } from '../json/read-json.ts';
import { parseTime } from '../time/parse-time.ts';
import type { DataReader } from './data-reader.ts';
import { dataReader, isDataProblem } from './data-reader.ts';
import { DeadEvent } from './dead-event.ts';

/** Given when integers of the data have to be parsed again from the text, exactly. */
export const inexactEvent = Symbol('inexact event');

/**
 * Checks a parsed CloudEvent against the catalog. `appendTime` is epoch ms. The value is taken apart: its data may become the event's.
 */
export type EventChecker = (value: unknown, appendTime: number) => Event | DeadEvent | typeof inexactEvent;

const textLengthMax = 1024;
const typeLengthMax = 255;
const coordinatesLengthMax = 400;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with an envelope, most telling first; null when only its time and data are left to check. */
function envelopeProblem(envelope: Readonly<Record<string, unknown>>): readonly [RejectionCode, string] | null {
  const { specversion, id, source, type, subject, imported, replayof } = envelope;
  if (specversion === undefined) return ['invalid_envelope', 'specversion is missing'];
  if (specversion !== '1.0') return ['unsupported_version', 'specversion must be "1.0"'];
  if (id === undefined || id === null || id === '') return ['missing_id', 'id is missing'];
  if (typeof id !== 'string' || id.length > textLengthMax)
    return ['invalid_envelope', `id must be a text of at most ${textLengthMax} characters`];
  if (typeof source !== 'string' || source === '' || source.length > textLengthMax) {
    return ['invalid_envelope', `source must be a text of at most ${textLengthMax} characters`];
  }
  if (typeof type !== 'string' || type === '' || type.length > typeLengthMax)
    return ['invalid_envelope', `type must be a text of at most ${typeLengthMax} characters`];
  if (subject !== undefined && subject !== null && (typeof subject !== 'string' || subject.length > textLengthMax)) {
    return ['invalid_envelope', `subject must be a text of at most ${textLengthMax} characters`];
  }
  if (imported !== undefined && typeof imported !== 'boolean')
    return ['invalid_envelope', 'imported must be true or false'];
  if (replayof !== undefined && (typeof replayof !== 'string' || replayof.length > coordinatesLengthMax))
    return ['invalid_envelope', `replayof must be a text of at most ${coordinatesLengthMax} characters`];
  return null;
}

/** What is wrong with an event time, null for nothing. */
export function timeProblem(time: number, appendTime: number): readonly [RejectionCode, string] | null {
  if (Number.isNaN(time))
    return ['invalid_time', 'time must be a date and time of RFC 3339, as in 2026-11-21T09:30:00Z'];
  if (time < eventTimeMsMin) return ['invalid_time', 'time is before 2000'];
  if (time > appendTime + futureMsMax) return ['time_in_future', 'time is more than 5 minutes ahead'];
  return null;
}

/** All but the data of a usable shape, whose reader looks into it. */
function isTooDeep(envelope: Readonly<Record<string, unknown>>): boolean {
  for (const key in envelope) {
    const value = envelope[key];
    if (typeof value !== 'object' || value === null || (key === 'data' && !Array.isArray(value))) continue;
    if (isDeeperThan(value, jsonDepthMax - 1)) return true;
  }
  return false;
}

const tooDeep = `the event is nested deeper than ${jsonDepthMax} levels`;

function notAnObject(value: unknown): DeadEvent {
  if (isDeeperThan(value, jsonDepthMax)) return new DeadEvent('invalid_json', tooDeep);
  return new DeadEvent('invalid_envelope', 'an event is a JSON object');
}

const dead = ({ type, source }: Readonly<Record<string, unknown>>, code: RejectionCode, detail: string): DeadEvent =>
  new DeadEvent(code, detail, type, source);

/** Makes the check that HTTP and the log share. */
export function eventChecker(catalog: Catalog): EventChecker {
  const readers = new Map<unknown, DataReader>(catalog.events.map((event) => [event.event, dataReader(event, false)]));

  return (value, appendTime) => {
    if (!isObject(value)) return notAnObject(value);
    if (isTooDeep(value)) return dead(value, 'invalid_json', tooDeep);
    const problem = envelopeProblem(value);
    if (problem !== null) return dead(value, ...problem);
    const { id, source, type, subject, data } = value as Readonly<Record<string, string>> & { data: unknown };
    const time = typeof value['time'] === 'string' ? parseTime(value['time']) : Number.NaN;
    const timed = timeProblem(time, appendTime);
    if (timed !== null) return dead(value, ...timed);
    const reader = readers.get(type);
    if (reader === undefined) return dead(value, 'unknown_type', 'no event definition has this type');
    const present = data ?? {};
    if (!isObject(present)) return dead(value, 'invalid_data', 'data must be a JSON object');
    const read = reader(present);
    if (isDataProblem(read)) return read.code === 'inexact' ? inexactEvent : dead(value, read.code, read.detail);
    const event = {
      id: id as string,
      source: source as string,
      type: type as string,
      time,
      subject: subject ?? null,
      imported: value['imported'] === true,
      data: read,
    };
    return value['replayof'] === undefined ? event : { ...event, replayOf: value['replayof'] as string };
  };
}
