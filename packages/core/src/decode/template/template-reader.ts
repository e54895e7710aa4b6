import type { Catalog, Event } from '@tidewatch/contract';
import { eventBytesMax } from '@tidewatch/contract';
import { KeyHasher } from '../../duplicates/key-hasher.ts';
import type { DecodedEvent } from '../../stream/decoded.ts';
import type { DeadEvent } from '../events/dead-event.ts';
import type { EventReads } from '../events/event-reads.ts';
import { textOfUtf8 } from '../utf8.ts';
import type { EventTemplate } from './event-template.ts';
import { eventOfMatch, eventTemplate } from './event-template.ts';
import { Scan } from './scan.ts';
import type { Template } from './template.ts';
import { matchTemplate, templateOf } from './template.ts';
import { TextCache } from './text-cache.ts';
import { TimeReader } from './time-reader.ts';
import { tokensOf } from './tokens.ts';

/** Shapes up to the type: one for each kind of producer. */
const headsMax = 8;
/** Shapes of one type after that: optional fields make several. */
const shapesMax = 8;
const scalarsMax = 256;
/** So many events are looked at for shapes at first, and then one of so many: new producers are learned, odd ones cost little. */
const learnFirst = 256;
const learnOneOf = 64;

/** What stands before the value of `type`, `type` itself the last scalar, and what may follow it. */
interface Head {
  readonly template: Template;
  readonly shapes: EventTemplate[];
}

/** What is read of events per type; all of a type that is absent. */
type AllReads = ReadonlyMap<string, EventReads> | undefined;

/** Learns the shape of the text that the scan holds. */
function learnInto(heads: Head[], catalog: Catalog, reads: AllReads, scan: Scan, event: Event): void {
  const bytes = scan.bytes.subarray(0, scan.length);
  const tokens = tokensOf(bytes);
  if (tokens === null || tokens.length > scalarsMax) return;
  const learned = eventTemplate(catalog, bytes, tokens, event, reads?.get(event.type));
  if (learned === null) return;
  const places = new Int32Array(2 * scalarsMax);
  const typeToken = tokens.findIndex(({ path }) => path === 'type');
  const typeEnd = tokens[typeToken]?.end ?? 0;
  let head = heads.find((known) => matchTemplate(known.template, scan, 0, places, 0) === typeEnd);
  if (head === undefined) {
    if (heads.length >= headsMax) return;
    head = { template: templateOf(bytes, tokens.slice(0, typeToken + 1), 0, null), shapes: [] };
    heads.push(head);
  }
  const sameType = head.shapes.filter(({ type }) => type === event.type);
  const isKnown = sameType.some(({ rest }) => matchTemplate(rest, scan, typeEnd, places, 0) === scan.length);
  if (!isKnown && sameType.length < shapesMax) head.shapes.push(learned);
}

/** The shape of the text that the scan holds, its scalars noted in `places`. */
function shapeOf(heads: readonly Head[], scan: Scan, places: Int32Array): EventTemplate | null {
  for (const { template, shapes } of heads) {
    const typeEnd = matchTemplate(template, scan, 0, places, 0);
    if (typeEnd < 0) continue;
    const scalars = template.kinds.length;
    const typeStart = places[2 * scalars - 2] as number;
    for (const shape of shapes) {
      if (shape.typeLiteral.bytes.length !== typeEnd - typeStart || !scan.has(shape.typeLiteral, typeStart)) continue;
      if (matchTemplate(shape.rest, scan, typeEnd, places, 2 * scalars) === scan.length) return shape;
    }
  }
  return null;
}

/**
 * Reads events whose text differs from an earlier one only in its scalars without JSON.parse: the literal bytes between the
 * scalars are learned from an event that was read the slow way, and compared in full. Whatever is not plainly the same
 * shape and plainly usable (escapes, bytes beyond ASCII, large integers, anything unusable) goes the slow way. With `reads` the
 * quick events lack what nobody reads.
 */
export function withTemplates(
  catalog: Catalog,
  slow: (bytes: Uint8Array, appendTime: number) => Event | DeadEvent,
  reads?: AllReads,
): (bytes: Uint8Array, appendTime: number) => DecodedEvent | DeadEvent {
  const heads: Head[] = [];
  const scan = new Scan();
  const matched = {
    scan,
    places: new Int32Array(2 * scalarsMax),
    cache: new TextCache(scan),
    time: new TimeReader(scan),
    keys: new KeyHasher(),
  };
  let slowReads = 0;
  return (bytes, appendTime) => {
    if (bytes.length > eventBytesMax) return slow(bytes, appendTime);
    scan.load(bytes);
    const shape = shapeOf(heads, scan, matched.places);
    if (shape !== null) {
      const quick = eventOfMatch(shape, matched, shape.textIsRead ? textOfUtf8(bytes) : '', appendTime);
      if (quick !== null) return quick;
    }
    const result = slow(bytes, appendTime);
    slowReads++;
    if ('data' in result && (slowReads < learnFirst || slowReads % learnOneOf === 0))
      learnInto(heads, catalog, reads, scan, result);
    return result;
  };
}
