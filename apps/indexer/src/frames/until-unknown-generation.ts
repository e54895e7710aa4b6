import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { FrameBatch } from './parse-frames.ts';

/**
 * Passes batches until one holds a frame of a generation that is not known yet. That one and all after it are swallowed and never
 * done, so the log hands out no more and nothing of them is committed: the topic `definitions` is about to tell of the generation,
 * and then the reader begins anew at what is committed.
 */
export function untilUnknownGeneration(
  generations: number,
  onWaiting: (generation: number) => void,
): MonoTypeOperatorFunction<FrameBatch> {
  return (batches) => {
    let waiting = false;
    return batches.pipe(
      filter(({ frames }) => {
        if (waiting) return false;
        const unknown = frames.find(({ generation }) => generation > generations);
        if (unknown === undefined) return true;
        waiting = true;
        onWaiting(unknown.generation);
        return false;
      }),
    );
  };
}
