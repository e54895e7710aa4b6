import type { Catalog, Event, SourceDefinition } from '@tidewatch/contract';
import type { Dead } from '../stream/decoded.ts';
import { emitter } from './sources/emitter.ts';

/** What became of one row of a file. All empty: no `when` matched, the row is skipped. */
export interface DecodedRow {
  readonly events: readonly Event[];
  readonly dead: readonly Dead[];
  readonly expressionErrors: number;
}

/**
 * Makes the decoder of a file (`ingest --map`): a csv row is a map of texts by column, an ndjson row a value of `readJson`.
 * `now` (epoch ms) stands in for the append time. Events are marked as imported: history does not count as late.
 */
export function createRowDecoder(
  source: SourceDefinition,
  catalog: Catalog,
): (row: unknown, now: number) => DecodedRow {
  const emit = emitter(source, catalog);
  const variable = source.format === 'csv' ? 'row' : 'value';
  return (row, now) => {
    const { events, dead, expressionErrors } = emit({ [variable]: row }, now);
    return { events: events.map((event) => ({ ...event, imported: true })), dead, expressionErrors };
  };
}
