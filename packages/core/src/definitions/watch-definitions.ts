import { defer, distinctUntilChanged, filter, from, map, scan, switchMap, type Observable } from 'rxjs';
import type { DefinitionsRecord } from '@tidewatch/contract';
import type { EventLog, LogBatch } from '../ports/event-log.ts';
import { definitionsOf, type Definitions } from './generations.ts';
import { parseDefinitionsRecord } from './read-definitions.ts';

/**
 * The definitions in force, and again each time the topic `definitions` changes. Emits first when everything that the topic held at
 * subscription was read and there is a generation. Errors with `newer_format` for records of a newer version.
 */
export function watchDefinitions(log: Pick<EventLog, 'tail' | 'offsets'>): Observable<Definitions> {
  return defer(() => from(log.offsets('definitions'))).pipe(
    switchMap((offsets) => {
      const end = offsets[0]?.end ?? 0;
      return log.tail('definitions', new Map()).pipe(
        scan(
          (seen, batch: LogBatch) => {
            for (const record of batch.records) seen.records.push(parseDefinitionsRecord(record.value));
            batch.done();
            return { records: seen.records, nextOffset: batch.nextOffset };
          },
          { records: [] as DefinitionsRecord[], nextOffset: 0 },
        ),
        filter(({ nextOffset }) => nextOffset >= end),
      );
    }),
    distinctUntilChanged((before, after) => before.nextOffset === after.nextOffset),
    map(({ records }) => definitionsOf(records)),
    filter(({ generations }) => generations.length > 0),
  );
}
