import type { Catalog } from '@tidewatch/contract';
import { bytesOfRecord } from '@tidewatch/core/log/bytes-of-record';
import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import type { DecodedBatch } from '@tidewatch/core/stream/decoded';
import type { Gathering } from '../flush/flush-when-due.ts';
import { keepMs } from './keep-ms.ts';

/** Held between two flushes of one partition. */
const eventsMax = 2_500;
const eventBytesHeldMax = 1024 * 1024;

export interface GatherEventsOptions {
  readonly catalog: Catalog;
  /** First offset that counts; events before it are only there for the memory of duplicates. */
  readonly first: number;
  readonly nowMs: () => number;
  /** Events older than `keep` of their type. */
  readonly onExpired: (events: number) => void;
}

/** Gathers the usable events of one partition. */
export function gatherEvents(options: GatherEventsOptions): Gathering<DecodedBatch, readonly IndexedEvent[]> {
  const { catalog, first, nowMs, onExpired } = options;
  const keep = new Map(catalog.events.map((definition) => [definition.event, keepMs(definition.keep)]));
  let events: IndexedEvent[] = [];
  let bytes = 0;
  return {
    get full() {
      return events.length >= eventsMax || bytes >= eventBytesHeldMax;
    },
    add({ batch, records }) {
      const { topic, partition } = batch;
      const now = nowMs();
      let expired = 0;
      for (let index = 0; index < records.length; index += 1) {
        const { offset, appendTime, events: decoded } = records[index]!;
        if (offset < first || decoded.length === 0) continue;
        bytes += bytesOfRecord(batch.records[index]!);
        for (const event of decoded) {
          if (event.time < now - (keep.get(event.type) ?? 0)) expired += 1;
          else events.push({ topic, partition, offset, appendTime, event });
        }
      }
      if (expired > 0) onExpired(expired);
    },
    take() {
      const taken = events;
      events = [];
      bytes = 0;
      return taken;
    },
  };
}
