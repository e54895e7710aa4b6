import type { Catalog, Event, RejectionCode } from '@tidewatch/contract';
import { eventBytesMax, jsonDepthMax } from '@tidewatch/contract';
import { withTemplates } from '../template/template-reader.ts';
import { isDeeperThan, parseExactJson } from '../json/read-json.ts';
import { textOfUtf8 } from '../utf8.ts';
import { DeadEvent } from './dead-event.ts';
import type { EventChecker } from './event-checker.ts';
import { eventChecker, inexactEvent } from './event-checker.ts';
import { onlyEnvelopes } from './event-reads.ts';

/** What became of one event at a door. */
export type CheckedEvent =
  | { readonly event: Event; readonly code?: undefined }
  | { readonly code: RejectionCode; readonly detail: string; readonly event?: undefined };

const tooLarge = () => new DeadEvent('too_large', `the event is larger than ${eventBytesMax / 1024} KiB`);

function fromText(check: EventChecker, text: string, appendTime: number): Event | DeadEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new DeadEvent('invalid_json', 'the text is not JSON');
  }
  const result = check(value, appendTime);
  if (result !== inexactEvent) return result;
  // The exact parse recurses, so what is too deep must not reach it.
  if (isDeeperThan(value, jsonDepthMax))
    return new DeadEvent('invalid_json', `the event is nested deeper than ${jsonDepthMax} levels`);
  return settled(check(parseExactJson(text), appendTime));
}

/** Integers that even the exact parse cannot give (beyond 64 bit, or in exponent form) are of a wrong type. */
const settled = (result: ReturnType<EventChecker>): Event | DeadEvent =>
  result === inexactEvent
    ? new DeadEvent('invalid_data', 'an integer is beyond 64 bits or not written in digits')
    : result;

/** Bytes of one CloudEvent (structured mode) to an event: the one path of the log and of HTTP. `appendTime` in epoch ms. */
export function bytesToEvent(catalog: Catalog): (bytes: Uint8Array, appendTime: number) => Event | DeadEvent {
  const check = eventChecker(catalog);
  return (bytes, appendTime) => {
    if (bytes.length > eventBytesMax) return tooLarge();
    let text: string;
    try {
      text = textOfUtf8(bytes);
    } catch {
      return new DeadEvent('invalid_utf8', 'the bytes are not UTF-8');
    }
    return fromText(check, text, appendTime);
  };
}

/**
 * For `POST /v1/events`: checks one event (a line of NDJSON, or a whole body) exactly as the decoder of the log will, from the bytes, which
 * can be appended as they are. `now` in epoch ms. The data of the event may be left out.
 */
export function checkEventBytes(catalog: Catalog): (bytes: Uint8Array, now: number) => CheckedEvent {
  const decode = withTemplates(catalog, bytesToEvent(catalog), onlyEnvelopes(catalog));
  return (bytes, now) => {
    const result = decode(bytes, now);
    return result instanceof DeadEvent ? { code: result.code, detail: result.detail } : { event: result };
  };
}
