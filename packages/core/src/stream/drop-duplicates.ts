import { map, type OperatorFunction } from 'rxjs';
import { DuplicateMemory } from '../duplicates/duplicate-memory.ts';
import type { DecodedBatch, DecodedEvent, DecodedRecord } from './decoded.ts';

/**
 * Takes out every event whose (`source`, `id`) was seen at most `horizonOffsets` before in the same partition and at most 24 h
 * earlier by append time (invariant I7). Every usable occurrence, kept or dropped, renews the memory. One subscription is one
 * partition; batches must come in offset order and begin `horizonOffsets` before the first offset that counts.
 */
export function dropDuplicates(horizonOffsets: number): OperatorFunction<DecodedBatch, DecodedBatch> {
  return (batches) => {
    const memory = new DuplicateMemory(horizonOffsets);
    return batches.pipe(map((decoded) => withoutDuplicates(decoded, memory)));
  };
}

function withoutDuplicates(decoded: DecodedBatch, memory: DuplicateMemory): DecodedBatch {
  let changed: DecodedRecord[] | null = null;
  for (let index = 0; index < decoded.records.length; index += 1) {
    const record = decoded.records[index]!;
    if (record.events.length === 0) continue;
    const kept = keptEvents(record, memory);
    if (kept === record.events) continue;
    changed ??= decoded.records.slice();
    changed[index] = { ...record, events: kept, duplicates: typesWithout(record.events, kept) };
  }
  return changed === null ? decoded : { batch: decoded.batch, records: changed };
}

function keptEvents(record: DecodedRecord, memory: DuplicateMemory): readonly DecodedEvent[] {
  let kept: DecodedEvent[] | null = null;
  for (let index = 0; index < record.events.length; index += 1) {
    const event = record.events[index]!;
    if (memory.seenBefore(event, record.offset, record.appendTime)) kept ??= record.events.slice(0, index);
    else kept?.push(event);
  }
  return kept ?? record.events;
}

function typesWithout(all: readonly DecodedEvent[], kept: readonly DecodedEvent[]): readonly string[] {
  return all.filter((event) => !kept.includes(event)).map((event) => event.type);
}
