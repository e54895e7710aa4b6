import { lastValueFrom, takeWhile, tap } from 'rxjs';
import type { TopicRecord } from '@tidewatch/contract';
import type { EventLog } from '../ports/event-log.ts';
import { CutFinder } from '../stream/slice-cut.ts';
import { readTopic } from './read-topic.ts';

export interface CommittedPartition {
  readonly partition: number;
  readonly begin: number;
  /** Offset after the last record that counts. */
  readonly committed: number;
}

/**
 * For each partition the first offset of the slice that holds the record before `committed`: where the next generation begins
 * (I9). Where the log no longer holds that start, the committed offset itself (no slice lies across it any more).
 */
export async function startsOfCommittedSlices(
  log: Pick<EventLog, 'tail'>,
  rules: TopicRecord,
  partitions: readonly CommittedPartition[],
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  const scans = new Map<number, number>();
  for (const { partition, begin, committed } of partitions) {
    const fixed = Math.floor((committed - 1) / rules.sliceOffsets) * rules.sliceOffsets;
    found.set(partition, begin <= fixed ? fixed : Math.max(begin, committed));
    // One record more in front, so that a cut at the first one is seen.
    scans.set(partition, Math.max(begin, fixed - 1));
  }
  const ends = new Map(partitions.map(({ partition, committed }) => [partition, committed]));
  const finders = new Map(partitions.map(({ partition, begin }) => [partition, finder(rules, begin)]));
  await lastValueFrom(
    readTopic(log, rules.topic, scans, ends).pipe(
      tap(({ partition, record }) => {
        const cut = finders.get(partition)!.cutAt(record.offset, record.appendTime);
        if (cut !== null) found.set(partition, cut);
      }),
    ),
    { defaultValue: null },
  );
  return found;
}

/**
 * For each partition the last slice start whose record was appended at or before `time` (epoch ms; 0 for the earliest that the
 * log still holds): where a rebuild begins. Reads the log from its beginning up to that time.
 */
export async function startsAtTime(
  log: Pick<EventLog, 'tail' | 'offsets'>,
  rules: TopicRecord,
  time: number,
): Promise<ReadonlyMap<number, number>> {
  const offsets = await log.offsets(rules.topic);
  const finders = new Map(offsets.map(({ partition, begin }) => [partition, finder(rules, begin)]));
  const found = new Map<number, number>();
  const starts = new Map(offsets.map(({ partition, begin }) => [partition, begin]));
  const ends = new Map(offsets.map(({ partition, end }) => [partition, end]));
  const open = new Set(offsets.flatMap(({ partition, begin, end }) => (begin < end ? [partition] : [])));
  await lastValueFrom(
    readTopic(log, rules.topic, starts, ends).pipe(
      tap(({ partition, record }) => {
        const cut = finders.get(partition)!.cutAt(record.offset, record.appendTime);
        if (cut !== null && (record.appendTime <= time || !found.has(partition))) found.set(partition, cut);
        if (record.appendTime > time && found.has(partition)) open.delete(partition);
      }),
      takeWhile(() => open.size > 0),
    ),
    { defaultValue: null },
  );
  for (const { partition, begin, end } of offsets)
    if (!found.has(partition)) found.set(partition, begin === end ? begin : end);
  return found;
}

function finder(rules: TopicRecord, begin: number): CutFinder {
  return new CutFinder({ sliceOffsets: rules.sliceOffsets, hourCut: rules.hourCut, from: 0, begin });
}
