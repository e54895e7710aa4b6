import type { Event, RejectionCode } from '@tidewatch/contract';
import type { KeyHash } from '../duplicates/key-hasher.ts';
import type { LogBatch } from '../ports/event-log.ts';

/** An event, or a whole record, that could not be used. */
export interface Dead {
  readonly code: RejectionCode;
  /** For people; never holds field values of personal data. */
  readonly detail: string;
  readonly type: string | null;
  readonly source: string | null;
}

/** An event of which a decoder may have left out what nobody reads. Where it left out the id it gives the hash of the event's key. */
export interface DecodedEvent extends Event {
  readonly key?: KeyHash;
}

/** What became of one record. */
export interface DecodedRecord {
  readonly offset: number;
  readonly appendTime: number;
  /** `skipped`: no `when` matched, or a tombstone that means nothing. `dead`: the record could not be read at all (one `dead` entry, no events). */
  readonly outcome: 'used' | 'skipped' | 'dead';
  /** Usable events in order of `emit`. */
  readonly events: readonly DecodedEvent[];
  /** For outcome `used`: emitted events that were unusable. For `dead`: the reason. */
  readonly dead: readonly Dead[];
  /** Types of the events that `dropDuplicates` took out. */
  readonly duplicates: readonly string[];
  /** Expressions in `where` or `when` that failed and so counted as false. */
  readonly expressionErrors: number;
}

/** A batch after decoding; `batch` keeps the raw records (same order and length as `records`). */
export interface DecodedBatch {
  readonly batch: LogBatch;
  readonly records: readonly DecodedRecord[];
}
