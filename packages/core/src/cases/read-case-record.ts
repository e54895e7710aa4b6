import type { CaseRecord, Person } from '@tidewatch/contract/operations/cases';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isPerson = (value: unknown): value is Person => isObject(value) && isText(value['id']) && isText(value['name']);

/** A record of the topic `operations` as one about a case; null for any other, and for what is not in the form of this version. */
export function readCaseRecord(record: Fields): CaseRecord | null {
  const { v, kind, request, by, at, event } = record;
  if (v !== 1 || kind !== 'case' || !isText(request) || !isPerson(by) || !isTime(at) || !isObject(event)) return null;
  const { key, source, id, type, time } = event;
  const isEvent = isText(key) && isText(source) && isText(id) && isText(type) && isTime(time);
  return isEvent && isAct(record) ? record : null;
}

/** Whether the fields of its act are there; those of every record were looked at before. */
function isAct(record: Fields): record is Fields & CaseRecord {
  const { act, from, to, text, outcome, was } = record;
  if (act === 'claim') return true;
  if (act === 'release') return isText(from);
  if (act === 'hand-over') return isTextOrNull(from) && isPerson(to);
  if (act === 'comment') return isText(text);
  return act === 'outcome' && isTextOrNull(outcome) && isTextOrNull(was);
}
