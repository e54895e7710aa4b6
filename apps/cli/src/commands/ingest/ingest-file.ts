import type { IngestAnswer, SourceDefinition } from '@tidewatch/contract';
import type { EventSender } from '../../http/event-sender.ts';
import { CsvRows } from './reading/csv-rows.ts';
import type { IngestLedger } from './ingest-ledger.ts';
import { jsonRow } from './reading/json-rows.ts';
import { lineNumberAt, linesOfFile, type Line, type LineStart } from './reading/lines-of-file.ts';
import { readColumns } from './reading/read-columns.ts';
import type { RowEvents } from './row-to-events.ts';
import type { Row, RowProblem } from './reading/row.ts';

const batchEvents = 1_000;
const batchCharactersMax = 1_000_000;

/** What came of a file so far. */
export interface IngestTotals {
  rows: number;
  /** Rows that the map passes over on purpose. */
  skipped: number;
  /** Rows of which at least one event was not taken. */
  rejected: number;
  /** Events that the server has taken, those that it knows already included. */
  accepted: number;
}

/** A batch that was sent: where it ends in the file, and the line of each of its events. */
export interface BatchMark {
  readonly position: number;
  readonly lines: readonly number[];
  /** Lines that were counted as rejected before they were sent. */
  readonly rejectedLines: ReadonlySet<number>;
}

export interface IngestOptions {
  readonly path: string;
  /** Where an earlier run ended, in bytes. */
  readonly position: number;
  readonly source: SourceDefinition | null;
  readonly toEvents: (value: unknown, now: number) => RowEvents;
  readonly sender: EventSender<BatchMark>;
  readonly ledger: IngestLedger;
  readonly totals: IngestTotals;
  readonly signal: AbortSignal;
  readonly onRejected: (line: number, problem: RowProblem) => void;
  readonly onProgress: (position: number) => void;
}

/**
 * Sends the rows of a file as events, from `position` on. A row that cannot be used is told of and does not stop the others.
 * Resolves when all were answered and the ledger knows: true at the end of the file, false when it was stopped before.
 */
export async function ingestFile(options: IngestOptions): Promise<boolean> {
  const { sender, ledger, signal } = options;
  try {
    await sendRows(options);
    await sender.finish();
  } catch (error) {
    await ledger.remember().catch(() => undefined);
    throw error;
  }
  await ledger.remember();
  return !signal.aborted;
}

async function sendRows(options: IngestOptions): Promise<void> {
  const { path, ledger, signal, onProgress } = options;
  const { start, take, finish } = await rowReader(options);
  const batch = new Batch(options);
  for await (const lines of linesOfFile(path, start)) {
    for (const line of lines) {
      for (const row of take(line)) await batch.add(row);
      if (signal.aborted) return;
    }
    await ledger.rememberSometimes();
    onProgress(batch.position);
  }
  for (const row of finish()) await batch.add(row);
  await batch.send();
}

/** Notes what the server said to a batch. */
export function settleBatch(
  mark: BatchMark,
  answer: IngestAnswer,
  options: Pick<IngestOptions, 'totals' | 'ledger' | 'onRejected'>,
): void {
  const { totals, ledger, onRejected } = options;
  const rejectedLines = new Set(mark.rejectedLines);
  for (const { index, code, detail } of answer.rejected) {
    const line = mark.lines[index] ?? 0;
    rejectedLines.add(line);
    onRejected(line, { code: code as RowProblem['code'], detail });
  }
  totals.accepted += answer.accepted;
  totals.rejected += rejectedLines.size - mark.rejectedLines.size;
  ledger.reached(mark.position, mark.lines.length);
}

interface RowReader {
  readonly start: LineStart;
  readonly take: (line: Line) => Iterable<Row>;
  readonly finish: () => Iterable<Row>;
}

async function rowReader({ path, position, source }: IngestOptions): Promise<RowReader> {
  const resumed: LineStart = { position, number: await lineNumberAt(path, position) };
  if (source?.format !== 'csv') {
    const take = (line: Line): readonly Row[] => {
      const row = jsonRow(line, source !== null);
      return row === null ? [] : [row];
    };
    return { start: resumed, take, finish: () => [] };
  }
  const columns = await readColumns(path);
  const rows = new CsvRows(columns.names);
  return {
    start: position > columns.after.position ? resumed : columns.after,
    take: (line) => rows.take(line),
    finish: () => rows.finish(),
  };
}

/** Collects events until they are worth a request. */
class Batch {
  readonly #options: IngestOptions;
  #texts: string[] = [];
  #lines: number[] = [];
  #rejectedLines = new Set<number>();
  #characters = 0;
  #sent: number;
  position: number;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.position = options.position;
    this.#sent = options.position;
  }

  async add(row: Row): Promise<void> {
    const { totals, toEvents, onRejected } = this.#options;
    totals.rows += 1;
    const { texts, problems } =
      'problem' in row.content
        ? { texts: [], problems: [row.content.problem] }
        : toEvents(row.content.value, Date.now());
    if (problems.length > 0) {
      totals.rejected += 1;
      if (texts.length > 0) this.#rejectedLines.add(row.line);
    } else if (texts.length === 0) totals.skipped += 1;
    for (const problem of problems) onRejected(row.line, problem);
    for (const text of texts) {
      this.#texts.push(text);
      this.#lines.push(row.line);
      this.#characters += text.length;
    }
    this.position = row.end;
    if (this.#texts.length >= batchEvents || this.#characters >= batchCharactersMax) await this.send();
  }

  async send(): Promise<void> {
    if (this.position === this.#sent) return;
    const mark = { position: this.position, lines: this.#lines, rejectedLines: this.#rejectedLines };
    const texts = this.#texts;
    this.#texts = [];
    this.#lines = [];
    this.#rejectedLines = new Set();
    this.#characters = 0;
    this.#sent = this.position;
    await this.#options.sender.send(texts, mark);
  }
}
