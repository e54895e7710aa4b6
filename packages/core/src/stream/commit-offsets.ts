import { concatMap, EMPTY, type Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { OwnedPartition } from '../ports/event-log.ts';
import type { Publication } from './frames-of-changes.ts';

/** Between two commits of one partition while its slice is open. Progress is in the frames; a commit only shortens a take-over. */
const commitEveryMs = 1_000;

/**
 * Commits behind what is durable, never below what was found at the start. Emits each offset that was committed. A commit that is
 * refused because the partition was taken away ends quietly: its stream is about to complete.
 */
export function commitOffsets(
  partition: Pick<OwnedPartition, 'commit' | 'committed'>,
  scheduler: SchedulerLike,
): OperatorFunction<Publication, number> {
  return (publications) => {
    let committed = partition.committed ?? -1;
    let committedAt = Number.NEGATIVE_INFINITY;
    return publications.pipe(
      concatMap(async (publication): Promise<number | null> => {
        const due = publication.sealed || scheduler.now() - committedAt >= commitEveryMs;
        if (publication.commit <= committed || !due) return null;
        if (!(await commitUnlessTaken(partition, publication.commit))) return null;
        committed = publication.commit;
        committedAt = scheduler.now();
        return committed;
      }),
      concatMap((offset): Observable<number> | [number] => (offset === null ? EMPTY : [offset])),
    );
  };
}

async function commitUnlessTaken(partition: Pick<OwnedPartition, 'commit'>, offset: number): Promise<boolean> {
  try {
    await partition.commit(offset);
    return true;
  } catch (error) {
    if (isNotOwner(error)) return false;
    throw error;
  }
}

function isNotOwner(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'not_owner';
}
