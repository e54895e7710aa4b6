import { concatMap, type OperatorFunction } from 'rxjs';
import type { EventLog } from '../ports/event-log.ts';
import type { Flow } from './flow.ts';
import type { Publication } from './frames-of-changes.ts';

/**
 * Makes each publication durable, one after the other: dead letters first, then the frames in one request to the fixed partition
 * of `rollups`. Emits the publication when all of it is durable.
 */
export function appendTo(
  log: Pick<EventLog, 'append'>,
  rollupsPartition: number,
  flow: Flow,
): OperatorFunction<Publication, Publication> {
  return concatMap(async (publication) => {
    if (publication.deadLetters.length > 0) {
      await log.append(
        'dead-letters',
        publication.deadLetters.map((letter) => ({
          key: `${letter.topic}/${letter.partition}/${letter.offset}`,
          value: JSON.stringify(letter),
        })),
      );
    }
    await log.append(
      'rollups',
      publication.frames.map((value) => ({ key: null, value, partition: rollupsPartition })),
    );
    flow.end();
    return publication;
  });
}
