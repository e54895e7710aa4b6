import { isUtf8 } from 'node:buffer';
import { fieldsOfCsv } from './fields-of-csv.ts';
import type { Line } from './lines-of-file.ts';
import type { Row, RowProblem } from './row.ts';

/** A quoted field that goes on for longer was never meant to: its quote is a slip. */
const openCharactersMax = 64 * 1024;

/** Makes rows of the lines of a CSV file: each a map of texts by column. A quoted field may hold line ends. */
export class CsvRows {
  readonly #columns: readonly string[] | null;
  /** Lines of a record whose quoted field has not ended yet. */
  #open: Line[] = [];
  #text = '';

  /** Without columns a row is the list of its fields: for the header. */
  constructor(columns: readonly string[] | null) {
    this.#columns = columns;
  }

  *take(line: Line): Iterable<Row> {
    const { bytes } = line;
    if (this.#open.length === 0 && bytes?.length === 0) return;
    if (bytes === null || !isUtf8(bytes)) {
      yield* this.finish();
      yield rowOf(line, line, bytes === null ? tooLarge : notUtf8);
      return;
    }
    const first = this.#open[0] ?? line;
    this.#text = this.#open.length === 0 ? bytes.toString() : `${this.#text}\n${bytes.toString()}`;
    this.#open.push(line);
    // Only a line with a quote in it can end an open field.
    const fields = this.#open.length > 1 && !bytes.includes('"') ? null : fieldsOfCsv(this.#text);
    if (fields === null) {
      if (this.#text.length > openCharactersMax) yield* this.#giveUpFirst();
      return;
    }
    this.#open = [];
    yield this.#row(first, line, fields);
  }

  *finish(): Iterable<Row> {
    while (this.#open.length > 0) yield* this.#giveUpFirst();
  }

  /** A quote that nothing closes spoils its own line only: those after it are read again as rows of their own. */
  *#giveUpFirst(): Iterable<Row> {
    const [first, ...others] = this.#open;
    this.#open = [];
    yield rowOf(first!, first!, unclosed);
    for (const line of others) yield* this.take(line);
  }

  #row(first: Line, last: Line, fields: readonly string[]): Row {
    const columns = this.#columns;
    if (columns === null) return { line: first.number, end: last.end, content: { value: fields } };
    if (fields.length !== columns.length) {
      return rowOf(first, last, {
        code: 'invalid_data',
        detail: `the row has ${fields.length} fields, the header has ${columns.length}`,
      });
    }
    const value = Object.fromEntries(columns.map((column, index) => [column, fields[index]]));
    return { line: first.number, end: last.end, content: { value } };
  }
}

const unclosed: RowProblem = { code: 'invalid_data', detail: 'a quoted field is never closed' };
const tooLarge: RowProblem = { code: 'too_large', detail: 'the line is larger than 1 MiB' };
const notUtf8: RowProblem = { code: 'invalid_utf8', detail: 'the bytes are not UTF-8' };

function rowOf(first: Line, last: Line, problem: RowProblem): Row {
  return { line: first.number, end: last.end, content: { problem } };
}
