import { lastValueFrom, tap } from 'rxjs';
import type { Frame } from '@tidewatch/contract';
import { textOfUtf8 } from '../decode/utf8.ts';
import type { EventLog } from '../ports/event-log.ts';
import { readTopic } from './read-topic.ts';

/** Frames at the end of each partition of `rollups` that are looked at: idle owners send one a second, so the newest of each input partition is among them. */
const framesMax = 64;

/**
 * The highest `through` per input partition (`topic/partition`, of the given epoch) among the newest frames: what the start check
 * of a recreated log compares with the log's end.
 */
export async function publishedThrough(
  log: Pick<EventLog, 'tail' | 'offsets'>,
  epochOf: (topic: string) => number,
): Promise<ReadonlyMap<string, number>> {
  const offsets = await log.offsets('rollups');
  const starts = new Map(offsets.map(({ partition, begin, end }) => [partition, Math.max(begin, end - framesMax)]));
  const ends = new Map(offsets.map(({ partition, end }) => [partition, end]));
  const through = new Map<string, number>();
  await lastValueFrom(
    readTopic(log, 'rollups', starts, ends).pipe(
      tap(({ record }) => {
        if (record.value === null) return;
        const frame = progressOf(record.value);
        if (frame.through === null || frame.epoch !== epochOf(frame.topic)) return;
        const key = `${frame.topic}/${frame.partition}`;
        through.set(key, Math.max(through.get(key) ?? -1, frame.through));
      }),
    ),
    { defaultValue: null },
  );
  return through;
}

/** A frame without its cells: they come last and are nearly all of it, and a start must not wait for them to be parsed. */
function progressOf(value: Uint8Array): Omit<Frame, 'cells'> {
  const text = textOfUtf8(value);
  const cells = text.indexOf(',"cells":[');
  return JSON.parse(cells < 0 ? text : `${text.slice(0, cells)}}`) as Frame;
}
