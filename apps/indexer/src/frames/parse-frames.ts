import { TidewatchError, type Frame } from '@tidewatch/contract';
import { parseFrame } from '@tidewatch/core/live/view/parse-frame';
import type { LogBatch, LogRecord } from '@tidewatch/core/ports/event-log';

/** A batch of `rollups` after parsing. */
export interface FrameBatch {
  readonly batch: LogBatch;
  readonly frames: readonly Frame[];
}

/** The frames of a batch. Records that are none are told to `onUnreadable` and left out. Throws `newer_format`: those must not be skipped. */
export function parseFrames(batch: LogBatch, onUnreadable: (record: LogRecord, batch: LogBatch) => void): FrameBatch {
  const frames: Frame[] = [];
  for (const record of batch.records) {
    try {
      frames.push(parseFrame(record.value));
    } catch (error) {
      if (!(error instanceof TidewatchError && error.code === 'frame_invalid')) throw error;
      onUnreadable(record, batch);
    }
  }
  return { batch, frames };
}
