import type { Catalog } from '@tidewatch/contract';
import type { LogRecord } from '../ports/event-log.ts';
import type { DecodedRecord } from '../stream/decoded.ts';
import type { EventReads } from './events/event-reads.ts';
import { cloudEventsDecoder } from './sources/cloud-events-decoder.ts';
import { mappedDecoder } from './sources/mapped-decoder.ts';

/** The topic of Tidewatch's own doors: CloudEvents without a source definition. */
const eventsTopic = 'events';

/**
 * Makes the decoder of one topic: what became of each record, whatever its bytes are. It never throws.
 * With `reads` its events may lack what nobody reads, though it is checked all the same.
 * Throws itself only when the catalog has no active source for the topic.
 */
export function createDecoder(
  catalog: Catalog,
  topic: string,
  reads?: ReadonlyMap<string, EventReads>,
): (record: LogRecord) => DecodedRecord {
  if (topic === eventsTopic) return cloudEventsDecoder(catalog, reads);
  const source = catalog.sources.find((candidate) => candidate.topic === topic);
  if (source === undefined) throw new Error(`no active source of the catalog reads the topic "${topic}"`);
  return source.format === 'cloudevents' ? cloudEventsDecoder(catalog, reads) : mappedDecoder(source, catalog);
}
