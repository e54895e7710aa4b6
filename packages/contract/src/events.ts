import { z } from 'zod';
import type { CaseSummary } from './operations/cases.ts';

/** Largest event in bytes (JSON text). */
export const eventBytesMax = 256 * 1024;
/** Largest HTTP body in bytes. */
export const bodyBytesMax = 50 * 1000 * 1000;
/** An event further ahead of its append time than this is a dead letter. */
export const futureMsMax = 5 * 60 * 1000;
/** How late an event came (append − event time), shortest first: the `code` of the metric `tidewatch_late_events`. */
export const latenessCodes = [
  'under_5m',
  'under_15m',
  'under_1h',
  'under_6h',
  'under_1d',
  'under_7d',
  'over_7d',
] as const;
export type LatenessCode = (typeof latenessCodes)[number];
/** Events before this time are a broken clock, not history (2000-01-01). */
export const eventTimeMsMin = Date.UTC(2000, 0, 1);
/** Deepest nesting of JSON that is read. */
export const jsonDepthMax = 64;

/** The CloudEvents 1.0 envelope (JSON format, section 2) as producers send it. */
export const cloudEventSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(1024),
  source: z.string().min(1).max(1024),
  type: z.string().min(1).max(255),
  time: z.string(),
  subject: z.string().max(1024).optional(),
  datacontenttype: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  /** Extension: history that was brought in later and so does not count as late. */
  imported: z.boolean().optional(),
  /** Extension: coordinates of the dead letter that this event replays (`topic/partition/offset`); part of the key of duplicates. */
  replayof: z.string().max(400).optional(),
});

export type CloudEvent = z.infer<typeof cloudEventSchema>;

/** A value of a declared field after decoding. Money is an integer in ISO 4217 minor units; a timestamp is epoch milliseconds. */
export type FieldValue = string | number | bigint | boolean | null;

/** One usable event: what the fold, the event index and the screens work with. Times are epoch milliseconds. */
export interface Event {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: number;
  readonly subject: string | null;
  /** History that was brought in later: not counted as late. */
  readonly imported: boolean;
  /** Coordinates of the dead letter that was replayed as this event. */
  readonly replayOf?: string;
  /** Declared fields only; absent ones are null. */
  readonly data: Readonly<Record<string, FieldValue>>;
}

/** Where a record stands in the log. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** An event found by a search. `data` is in API units (money in major units); masked fields are null and named in `masked`. */
export interface EventItem extends Coordinates {
  /** Stable name of the event, safe in URLs: when it was, and a hash of source and id. Duplicates share it. */
  readonly key: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** ISO 8601. */
  readonly time: string;
  readonly appendedAt: string;
  readonly subject: string | null;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  readonly masked?: readonly string[];
  /** What people did about it, when the answer was made; absent where nobody has. */
  readonly case?: CaseSummary;
}

/** Answer of `GET /v1/events`. `next` is the cursor for `after`, null at the end. Newest first. */
export interface EventsAnswer {
  readonly events: readonly EventItem[];
  readonly next: string | null;
  /**
   * Events that were looked through for a page that may hold fewer than `limit` and still have a `next`: with `metric` or `find`, and
   * where there were very many.
   */
  readonly scanned?: number;
}

/** Answer of `POST /v1/events`. */
export interface IngestAnswer {
  readonly accepted: number;
  readonly rejected: readonly { index: number; code: string; detail: string }[];
}

/** One record of the topic `dead-letters`. `value` is the original bytes in base64, cut to 64 KiB. */
export interface DeadLetter extends Coordinates {
  readonly v: 1;
  readonly code: string;
  readonly detail: string;
  readonly type: string | null;
  readonly source: string | null;
  readonly appendedAt: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly valueBytes: number;
}
