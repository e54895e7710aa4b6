import { TidewatchError } from '@tidewatch/contract';
import type { OwnedPartition } from '@tidewatch/core/ports/event-log';

/** Commits, or answers false when the partition was taken away: its next owner stores the same again, to no harm. */
export async function commitUnlessTaken(partition: Pick<OwnedPartition, 'commit'>, offset: number): Promise<boolean> {
  try {
    await partition.commit(offset);
    return true;
  } catch (error) {
    if (error instanceof TidewatchError && error.code === 'not_owner') return false;
    throw error;
  }
}
