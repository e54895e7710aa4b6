import { lastValueFrom, toArray } from 'rxjs';
import type { Coordinates, DeadLetter } from '@tidewatch/contract/events';
import type { EventLog, NewRecord } from '@tidewatch/core/ports/event-log';
import { readTopic } from '@tidewatch/core/definitions/read-topic';
import { passes, type DeadLettersFilter } from './list-dead-letters.ts';
import { deadLettersTopic, readBlock } from './read-block.ts';

const blockOffsets = 1_000;
/** A dead letter keeps this much of the original; the rest is in the topic it came from, as long as that keeps it. */
const keptBytesMax = 64 * 1024;
const eventsTopic = 'events';

/** Which dead letters to send again. */
export type ReplayRequest = { readonly coordinates: readonly Coordinates[] } | DeadLettersFilter;

export interface ReplayAnswer {
  readonly replayed: number;
  /** Those that were not sent again, and why. */
  readonly skipped: readonly (Coordinates & { readonly reason: string })[];
}

/**
 * Appends the original bytes of dead letters to `events` again, in the partition they came from. The key carries the coordinates, so
 * that a replay is told from a retry of the producer. Only records of `events` can be sent again: other topics belong to others.
 */
export async function replayDeadLetters(log: EventLog, request: ReplayRequest): Promise<ReplayAnswer> {
  const wanted = 'coordinates' in request ? new Set(request.coordinates.map(coordinatesText)) : null;
  const isWanted = (letter: DeadLetter): boolean =>
    wanted === null ? passes(letter, request as DeadLettersFilter) : wanted.has(coordinatesText(letter));
  const seen = new Set<string>();
  const skipped: (Coordinates & { reason: string })[] = [];
  let replayed = 0;
  for await (const block of blocksOf(log)) {
    const records: NewRecord[] = [];
    for (const { letter } of block) {
      if (!isWanted(letter) || seen.has(coordinatesText(letter))) continue;
      seen.add(coordinatesText(letter));
      const record = await recordOf(log, letter);
      if (typeof record === 'string') skipped.push({ ...coordinatesOf(letter), reason: record });
      else records.push(record);
    }
    if (records.length > 0) await log.append(eventsTopic, records);
    replayed += records.length;
  }
  for (const coordinates of 'coordinates' in request ? request.coordinates : []) {
    if (!seen.has(coordinatesText(coordinates)))
      skipped.push({ ...coordinatesOf(coordinates), reason: 'there is no such dead letter' });
  }
  return { replayed, skipped };
}

/** All dead letters there are now, oldest first in each partition. */
async function* blocksOf(log: EventLog): AsyncIterable<Awaited<ReturnType<typeof readBlock>>> {
  const offsets = await log.offsets(deadLettersTopic);
  for (const { partition, begin, end } of offsets) {
    for (let from = begin; from < end; from += blockOffsets) {
      const starts = new Map(
        offsets.map((other) => [other.partition, other.partition === partition ? from : other.end]),
      );
      yield await readBlock(log, starts, new Map([[partition, Math.min(end, from + blockOffsets)]]));
    }
  }
}

async function recordOf(log: EventLog, letter: DeadLetter): Promise<NewRecord | string> {
  if (letter.topic !== eventsTopic) return `the topic ${letter.topic} belongs to others; send the record there again`;
  if (letter.value === null) return 'the record has no value';
  const value =
    letter.valueBytes <= keptBytesMax ? Buffer.from(letter.value, 'base64') : await originalValue(log, letter);
  if (value === null) return 'the log no longer holds the whole record';
  return { key: `${letter.key ?? ''}#${coordinatesText(letter)}`, value, partition: letter.partition };
}

/** The bytes of the record itself; null when retention has taken it. */
async function originalValue(log: EventLog, { topic, partition, offset }: Coordinates): Promise<Uint8Array | null> {
  const offsets = await log.offsets(topic);
  const held = offsets.find((candidate) => candidate.partition === partition);
  if (held === undefined || offset < held.begin || offset >= held.end) return null;
  const starts = new Map(offsets.map((other) => [other.partition, other.partition === partition ? offset : other.end]));
  const [read] = await lastValueFrom(readTopic(log, topic, starts, new Map([[partition, offset + 1]])).pipe(toArray()));
  return read?.record.value ?? null;
}

function coordinatesOf({ topic, partition, offset }: Coordinates): Coordinates {
  return { topic, partition, offset };
}

function coordinatesText({ topic, partition, offset }: Coordinates): string {
  return `${topic}/${partition}/${offset}`;
}
