import { lastValueFrom, toArray } from 'rxjs';
import type { DeadLetter } from '@tidewatch/contract/events';
import { textOfUtf8 } from '@tidewatch/core/decode/utf8';
import { readTopic } from '@tidewatch/core/definitions/read-topic';
import type { EventLog } from '@tidewatch/core/ports/event-log';

export const deadLettersTopic = 'dead-letters';

/** A dead letter and where the record that tells of it stands in `dead-letters`. */
export interface StoredDeadLetter {
  readonly partition: number;
  readonly offset: number;
  readonly letter: DeadLetter;
}

/** The dead letters between two offsets of each partition, `from` inclusive, `to` exclusive. */
export async function readBlock(
  log: EventLog,
  from: ReadonlyMap<number, number>,
  to: ReadonlyMap<number, number>,
): Promise<readonly StoredDeadLetter[]> {
  const records = await lastValueFrom(readTopic(log, deadLettersTopic, from, to).pipe(toArray()));
  return records.flatMap(({ partition, record }) => {
    const letter = parseLetter(record.value);
    return letter === null ? [] : [{ partition, offset: record.offset, letter }];
  });
}

function parseLetter(value: Uint8Array | null): DeadLetter | null {
  try {
    const parsed = value === null ? null : (JSON.parse(textOfUtf8(value)) as DeadLetter | null);
    return parsed?.v === 1 && typeof parsed.topic === 'string' && typeof parsed.offset === 'number' ? parsed : null;
  } catch {
    return null;
  }
}
