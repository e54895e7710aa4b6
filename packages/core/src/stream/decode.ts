import type { OperatorFunction } from 'rxjs';
import { concatMap } from 'rxjs';
import type { LogBatch, LogRecord } from '../ports/event-log.ts';
import type { DecodedBatch, DecodedRecord } from './decoded.ts';

/**
 * Records that are decoded and folded before the next ones are decoded. What is decoded of a large batch all at once outlives a
 * collection of young objects, and copying it costs more than a few more emissions.
 */
const partRecordsMax = 500;

/**
 * Turns the records of each batch into events and dead letters, in the order of the log; a large batch comes in parts, of which the
 * last is done when the batch is. `decoderFor` is asked once per topic.
 */
export function decode(
  decoderFor: (topic: string) => (record: LogRecord) => DecodedRecord,
): OperatorFunction<LogBatch, DecodedBatch> {
  const decoders = new Map<string, (record: LogRecord) => DecodedRecord>();
  return concatMap((batch) => {
    let decoder = decoders.get(batch.topic);
    if (decoder === undefined) {
      decoder = decoderFor(batch.topic);
      decoders.set(batch.topic, decoder);
    }
    return partsOf(batch, decoder);
  });
}

function* partsOf(batch: LogBatch, decoder: (record: LogRecord) => DecodedRecord): Iterable<DecodedBatch> {
  const { records } = batch;
  const { gap: _, ...withoutGap } = batch;
  let from = 0;
  for (; records.length - from > partRecordsMax; from += partRecordsMax) {
    const part = records.slice(from, from + partRecordsMax);
    const own = from === 0 ? batch : withoutGap;
    yield decoded({ ...own, records: part, nextOffset: part.at(-1)!.offset + 1, done: partDone }, decoder);
  }
  yield decoded(from === 0 ? batch : { ...withoutGap, records: records.slice(from) }, decoder);
}

function decoded(batch: LogBatch, decoder: (record: LogRecord) => DecodedRecord): DecodedBatch {
  return { batch, records: batch.records.map((record) => decoder(record)) };
}

/** The batch goes on with its next part. */
function partDone(): void {}
