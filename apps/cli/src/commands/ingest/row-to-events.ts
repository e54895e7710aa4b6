import type { Catalog, SourceDefinition } from '@tidewatch/contract';
import { createRowDecoder } from '@tidewatch/core/decode/create-row-decoder';
import { writeJson } from '@tidewatch/core/decode/json/read-json';
import { toCloudEvent } from '@tidewatch/core/decode/to-cloud-event';
import type { RowProblem } from './reading/row.ts';

/** What one row becomes: CloudEvents as JSON text, and what could not be mapped. Both empty: the map skips the row. */
export interface RowEvents {
  readonly texts: readonly string[];
  readonly problems: readonly RowProblem[];
}

/** The mapping of a file's rows by its source map. `now` (epoch ms) bounds the event times. */
export function mappedRow(source: SourceDefinition, catalog: Catalog): (value: unknown, now: number) => RowEvents {
  const decode = createRowDecoder(source, catalog);
  const written = toCloudEvent(catalog);
  return (value, now) => {
    const { events, dead } = decode(value, now);
    return { texts: events.map((event) => writeJson(written(event))), problems: dead };
  };
}

/**
 * A line that is a CloudEvent already, marked as imported unless it says something else: of two members with one name the later
 * counts, and all other characters stay as they are.
 */
export function plainRow(value: unknown): RowEvents {
  const text = String(value);
  const marked = /^\{\s*"/.test(text) ? `{"imported":true,${text.slice(1)}` : text;
  return { texts: [marked], problems: [] };
}
