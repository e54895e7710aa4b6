import { CsvRows } from './csv-rows.ts';
import { linesOfFile, type LineStart } from './lines-of-file.ts';

/** The header of a CSV file. */
export interface Columns {
  readonly names: readonly string[];
  /** Where the first row begins. */
  readonly after: LineStart;
}

/** Reads the header: the first record that is not empty. Throws one line for people when there is none that can be used. */
export async function readColumns(path: string): Promise<Columns> {
  const records = new CsvRows(null);
  for await (const lines of linesOfFile(path)) {
    for (const line of lines) {
      for (const row of records.take(line)) return columnsOf(row, line.number + 1);
    }
  }
  for (const row of records.finish()) return columnsOf(row, row.line + 1);
  throw new Error('the file is empty: a CSV file begins with the names of its columns');
}

function columnsOf({ content, line, end }: { content: object; line: number; end: number }, next: number): Columns {
  if (!('value' in content)) throw new Error(`line ${line}: the header of the file cannot be read`);
  const names = content.value as readonly string[];
  const other = names.length === 1 ? /[;\t|]/.exec(names[0] ?? '') : null;
  if (other !== null)
    throw new Error(
      `line ${line}: the header is one column with ${JSON.stringify(other[0])} in it; a CSV file separates its columns by commas`,
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`line ${line}: the header names the column ${JSON.stringify(twice)} twice`);
  return { names, after: { position: end, number: next } };
}
