import type { Catalog, Event, EventDefinition, FieldDefinition, FieldValue } from '@tidewatch/contract';
import type { DecodedEvent } from '../../stream/decoded.ts';
import type { KeyHasher } from '../../duplicates/key-hasher.ts';
import { timeProblem } from '../events/event-checker.ts';
import type { EventReads } from '../events/event-reads.ts';
import type { FieldReader } from '../events/field-reader.ts';
import { fieldReader, inexact } from '../events/field-reader.ts';
import { scalarAt } from './scalar.ts';
import type { Literal, Scan } from './scan.ts';
import { literalOf } from './scan.ts';
import type { Template } from './template.ts';
import { templateOf } from './template.ts';
import type { TextCache } from './text-cache.ts';
import type { TimeReader } from './time-reader.ts';
import type { Token } from './tokens.ts';

const textLengthMax = 1024;

/** A declared field in a template: which scalar it is and how it becomes a value. */
interface FieldPlace {
  readonly name: string;
  /** Index of its start in `places`. */
  readonly slot: number;
  readonly isText: boolean;
  readonly isDimension: boolean;
  readonly required: boolean;
  readonly isRead: boolean;
  readonly type: FieldDefinition['type'];
  readonly read: FieldReader;
}

/** Everything that is known of the events of one shape and type. Slots are indices into `places`, -1 for absent ones. */
export interface EventTemplate {
  /** What follows the type. */
  readonly rest: Template;
  readonly type: string;
  readonly typeLiteral: Literal;
  readonly specversion: number;
  readonly id: number;
  readonly source: number;
  readonly time: number;
  readonly subject: number;
  readonly subjectIsText: boolean;
  readonly imported: number;
  /** False where nobody reads it: then the event has the hash of its key instead. */
  readonly idIsRead: boolean;
  readonly subjectIsRead: boolean;
  /** Whether some value is a part of the text. */
  readonly textIsRead: boolean;
  readonly empty: Readonly<Record<string, FieldValue>>;
  readonly fields: readonly FieldPlace[];
  /** Numbers and words that nothing reads: they still have to be JSON. */
  readonly unread: readonly number[];
  /** The source of the event before: most of the time it is the same. */
  lastSource: string;
  lastSourceLiteral: Literal;
}

/** The declared fields that are read, and those whose values have to be checked: any text is a text. */
function fieldPlaces({ data }: EventDefinition, tokens: readonly Token[], reads: EventReads | undefined): FieldPlace[] {
  return tokens.flatMap(({ path, kind }, index) => {
    const name = path.slice('data.'.length);
    const field = path.startsWith('data.') && Object.hasOwn(data, name) ? data[name] : undefined;
    if (field === undefined) return [];
    const { dimension: isDimension, required, type } = field;
    const isRead = reads === undefined || reads.data.has(name);
    if (!isRead && kind === 'string' && type === 'string') return [];
    return [
      {
        name,
        slot: 2 * index,
        isText: kind === 'string',
        isDimension,
        required,
        isRead,
        type,
        read: fieldReader(field, false),
      },
    ];
  });
}

/** Makes the template of an event that was read the slow way; null when its shape is not one to be learned. */
export function eventTemplate(
  catalog: Catalog,
  bytes: Uint8Array,
  tokens: readonly Token[],
  event: Event,
  reads: EventReads | undefined,
): EventTemplate | null {
  const definition = catalog.events.find((candidate) => candidate.event === event.type);
  const typeAt = tokens.findIndex(({ path }) => path === 'type');
  const textSlot = (path: string): number =>
    2 * tokens.findIndex((token) => token.path === path && token.kind === 'string');
  const anySlot = (path: string): number => 2 * tokens.findIndex((token) => token.path === path);
  const [specversion, id, source, time] = [
    textSlot('specversion'),
    textSlot('id'),
    textSlot('source'),
    textSlot('time'),
  ];
  if (
    definition === undefined ||
    typeAt < 0 ||
    specversion < 0 ||
    id < 0 ||
    source < 0 ||
    time < 0 ||
    anySlot('data') >= 0
  )
    return null;
  // Replays are rare: the slow way is good enough.
  if (anySlot('replayof') >= 0) return null;
  const fields = fieldPlaces(definition, tokens, reads);
  const imported = anySlot('imported');
  const readSlots = new Set([imported, ...fields.map(({ slot }) => slot)]);
  const bareSlots = tokens.flatMap(({ kind }, index) => (kind === 'string' ? [] : [2 * index]));
  const literalAt = (path: string): Literal => {
    const token = tokens.find((candidate) => candidate.path === path);
    return literalOf(bytes.subarray(token?.start ?? 0, token?.end ?? 0));
  };
  const idIsRead = reads === undefined || reads.id;
  const subjectIsRead = reads === undefined || reads.subject;
  const names = Object.keys(definition.data).filter((name) => reads === undefined || reads.data.has(name));
  return {
    rest: templateOf(bytes, tokens.slice(typeAt + 1), tokens[typeAt]?.end ?? 0, bytes.length),
    type: event.type,
    typeLiteral: literalAt('type'),
    specversion,
    id,
    source,
    time,
    subject: anySlot('subject'),
    subjectIsText: textSlot('subject') >= 0,
    imported,
    idIsRead,
    subjectIsRead,
    textIsRead:
      idIsRead ||
      (subjectIsRead && textSlot('subject') >= 0) ||
      fields.some(({ isText, type, isDimension }) => isText && !(type === 'string' && isDimension)),
    empty: Object.fromEntries(names.map((name) => [name, null])),
    fields,
    lastSource: event.source,
    lastSourceLiteral: literalAt('source'),
    unread: bareSlots.filter((slot) => !readSlots.has(slot)),
  };
}

const version = literalOf(Uint8Array.from([0x31, 0x2e, 0x30]));

/** What turns matched bytes into an event. */
export interface Matched {
  readonly scan: Scan;
  readonly places: Int32Array;
  readonly cache: TextCache;
  readonly time: TimeReader;
  readonly keys: KeyHasher;
}

function fieldValue(field: FieldPlace, { scan, places, cache }: Matched, text: string): FieldValue | undefined {
  const start = places[field.slot] as number;
  const end = places[field.slot + 1] as number;
  if (field.isText) {
    if (field.type === 'string') return field.isDimension ? cache.text(start, end) : text.slice(start, end);
    const read = field.read(text.slice(start, end));
    return read === inexact ? undefined : read;
  }
  const value = scalarAt(scan, start, end);
  if (value === undefined) return undefined;
  if (value === null) return field.required ? undefined : null;
  const read = field.read(value);
  return read === inexact ? undefined : read;
}

function subjectOf(template: EventTemplate, { scan, places }: Matched, text: string): string | null | undefined {
  if (template.subject < 0) return null;
  const start = places[template.subject] as number;
  const end = places[template.subject + 1] as number;
  if (template.subjectIsText) {
    if (end - start > textLengthMax) return undefined;
    return template.subjectIsRead ? text.slice(start, end) : null;
  }
  return scalarAt(scan, start, end) === null ? null : undefined;
}

function sourceOf(template: EventTemplate, { scan, places }: Matched): string {
  const start = places[template.source] as number;
  const end = places[template.source + 1] as number;
  const literal = template.lastSourceLiteral;
  if (literal.bytes.length !== end - start || !scan.has(literal, start)) {
    template.lastSource = scan.ascii(start, end);
    template.lastSourceLiteral = literalOf(scan.bytes.subarray(start, end));
  }
  return template.lastSource;
}

function importedOf(template: EventTemplate, { scan, places }: Matched): boolean | undefined {
  if (template.imported < 0) return false;
  const value = scalarAt(scan, places[template.imported] as number, places[template.imported + 1] as number);
  return typeof value === 'boolean' ? value : undefined;
}

/** Numbers and words that nothing reads are JSON all the same. */
function unreadAreJson(template: EventTemplate, { scan, places }: Matched): boolean {
  for (const slot of template.unread) {
    if (scalarAt(scan, places[slot] as number, places[slot + 1] as number) === undefined) return false;
  }
  return true;
}

/**
 * The event of a match, exactly as the slow way would give it but for what nobody reads; null for everything that is not plainly
 * usable. `text` is the whole text where some of it is read.
 */
export function eventOfMatch(
  template: EventTemplate,
  matched: Matched,
  text: string,
  appendTime: number,
): DecodedEvent | null {
  const { scan, places } = matched;
  const versionAt = places[template.specversion] as number;
  if (places[template.specversion + 1] !== versionAt + 3 || !scan.has(version, versionAt)) return null;
  const idAt = places[template.id] as number;
  const idEnd = places[template.id + 1] as number;
  const source = sourceOf(template, matched);
  if (idAt === idEnd || idEnd - idAt > textLengthMax || source === '' || source.length > textLengthMax) return null;
  const time = matched.time.at(places[template.time] as number, places[template.time + 1] as number);
  if (timeProblem(time, appendTime) !== null) return null;
  const subject = subjectOf(template, matched, text);
  const imported = importedOf(template, matched);
  if (subject === undefined || imported === undefined || !unreadAreJson(template, matched)) return null;
  const data: Record<string, FieldValue> = { ...template.empty };
  const { fields, type } = template;
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as FieldPlace;
    const value = fieldValue(field, matched, text);
    if (value === undefined) return null;
    if (field.isRead) data[field.name] = value;
  }
  if (template.idIsRead) return { id: text.slice(idAt, idEnd), source, type, time, subject, imported, data };
  const key = matched.keys.hashAscii(source, scan, idAt, idEnd);
  return { id: '', source, type, time, subject, imported, data, key };
}
