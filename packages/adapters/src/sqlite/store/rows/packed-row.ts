import type { EncodedState } from '@tidewatch/contract/frames';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Width } from './columns.ts';
import { columnBytes, columnStart, readColumn, readNumber, widthOf, widths, writeColumn } from './columns.ts';

/*
 * All groups of one row (one metric, grain, window and slice) as bytes:
 *   u8  kind (0 numbers, 1 states, 2 states compressed) and number columns (× 4)
 *   u8  widths of ids (bits 0–1) and versions (bits 2–3)
 *   u8  width, for each number column
 *   u32 count (u8 255 before it) or u8 count below 255
 *   …   ids, ascending; number columns; versions as distance from the slice's first offset
 *   …   kinds 1 and 2: JSON array of the encoded states
 * Numbers are what `Measure.pack` gives; states that do not fit into numbers (sketches, integers beyond 2^53) are JSON.
 */

const numbersKind = 0;
const statesKind = 1;
const compressedKind = 2;
const longCount = 255;
const compressBytesMin = 512;

/** The groups of one row, ascending by id. Exactly one of `columns` and `states` is there. */
export interface RowCells {
  readonly ids: Int32Array;
  /** Last offset that each contains, counted from the slice's first offset. */
  readonly throughs: Float64Array;
  readonly columns: readonly Float64Array[] | null;
  readonly states: readonly EncodedState[] | null;
}

export function packRow({ ids, throughs, columns, states }: RowCells): Uint8Array {
  const count = ids.length;
  const numbers = columns ?? [];
  const idWidth = widthOf(ids);
  const throughWidth = widthOf(throughs);
  const numberWidths = numbers.map(widthOf);
  const text = states === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(states));
  const isCompressed = text.length >= compressBytesMin;
  const tail = isCompressed ? zstdCompressSync(text) : text;
  const kind = states === null ? numbersKind : isCompressed ? compressedKind : statesKind;

  const head = [kind | (numbers.length << 2), idWidth | (throughWidth << 2), ...numberWidths];
  let at = head.length + (count < longCount ? 1 : 5);
  const place = (width: Width): number => {
    const start = columnStart(at, count, width);
    at = start + columnBytes(count, width);
    return start;
  };
  const starts = [place(idWidth), ...numberWidths.map(place), place(throughWidth)];
  const bytes = new Uint8Array(at + tail.length);
  const view = new DataView(bytes.buffer);
  bytes.set(head);
  view.setUint8(head.length, Math.min(count, longCount));
  if (count >= longCount) view.setUint32(head.length + 1, count, true);
  writeColumn(view, starts[0]!, ids, idWidth);
  numbers.forEach((column, index) => writeColumn(view, starts[index + 1]!, column, numberWidths[index]!));
  writeColumn(view, starts.at(-1)!, throughs, throughWidth);
  bytes.set(tail, at);
  return bytes;
}

/** Where a column lies in a packed row. */
interface Column {
  start: number;
  width: Width;
}

/** Reads packed rows, one at a time, each into the same arrays: what `ids`, `columns` and `throughs` hold lasts until the next `open`. */
export class RowReader {
  count = 0;
  ids = new Int32Array(64);
  columns: Float64Array[] = [];
  throughs = new Float64Array(64);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #kind = numbersKind;
  readonly #idColumn: Column = { start: 0, width: widths.u8 };
  readonly #throughColumn: Column = { start: 0, width: widths.u8 };
  #numberColumns: Column[] = [];

  /** Reads the head; all else only when it is asked for. */
  open(pack: Uint8Array): void {
    const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
    this.#view = view;
    const first = view.getUint8(0);
    const second = view.getUint8(1);
    const columnCount = first >> 2;
    this.#kind = first & 3;
    let at = 2 + columnCount;
    this.count = view.getUint8(at++);
    if (this.count === longCount) {
      this.count = view.getUint32(at, true);
      at += 4;
    }
    if (this.#numberColumns.length !== columnCount)
      this.#numberColumns = Array.from({ length: columnCount }, () => ({ start: 0, width: widths.u8 }));
    const place = (column: Column, width: Width): void => {
      column.width = width;
      column.start = columnStart(at, this.count, width);
      at = column.start + columnBytes(this.count, width);
    };
    place(this.#idColumn, (second & 3) as Width);
    this.#numberColumns.forEach((column, which) => place(column, view.getUint8(2 + which) as Width));
    place(this.#throughColumn, ((second >> 2) & 3) as Width);
  }

  /** Fills `ids` and `columns`. */
  unpack(): void {
    this.#grow();
    this.#read(this.#idColumn, this.ids);
    this.#numberColumns.forEach((column, which) => this.#read(column, this.columns[which]!));
  }

  /** Where a group stands in the row; -1 where it is not there. */
  indexOf(id: number): number {
    const { start, width } = this.#idColumn;
    let low = 0;
    let above = this.count;
    while (low < above) {
      const middle = (low + above) >> 1;
      if (readNumber(this.#view, start, middle, width) < id) low = middle + 1;
      else above = middle;
    }
    return low < this.count && readNumber(this.#view, start, low, width) === id ? low : -1;
  }

  numberAt(column: number, index: number): number {
    const { start, width } = this.#numberColumns[column]!;
    return readNumber(this.#view, start, index, width);
  }

  /** Whether all numbers are integers from 0 to 2^32 - 1: sums of them are exact in any order. */
  get hasCountsOnly(): boolean {
    return this.hasNumbers && this.#numberColumns.every(({ width }) => width !== widths.f64);
  }

  get hasNumbers(): boolean {
    return this.#kind === numbersKind;
  }

  /** The encoded states of a row without numbers. */
  states(): EncodedState[] {
    const { start, width } = this.#throughColumn;
    const from = start + columnBytes(this.count, width);
    const tail = Buffer.from(this.#view.buffer, this.#view.byteOffset + from, this.#view.byteLength - from);
    return JSON.parse((this.#kind === compressedKind ? zstdDecompressSync(tail) : tail).toString()) as EncodedState[];
  }

  /** A copy of all, which outlasts the next `open`. */
  cells(columnCount: number): RowCells {
    this.unpack();
    this.#read(this.#throughColumn, this.throughs);
    const ids = this.ids.slice(0, this.count);
    const throughs = this.throughs.slice(0, this.count);
    if (!this.hasNumbers) return { ids, throughs, columns: null, states: this.states() };
    const columns = this.columns.slice(0, columnCount).map((column) => column.slice(0, this.count));
    return { ids, throughs, columns, states: null };
  }

  #read({ start, width }: Column, into: Float64Array | Int32Array): void {
    readColumn(this.#view, start, this.count, width, into);
  }

  #grow(): void {
    if (this.ids.length < this.count) {
      this.ids = new Int32Array(this.count * 2);
      this.throughs = new Float64Array(this.count * 2);
      this.columns = [];
    }
    while (this.columns.length < this.#numberColumns.length) this.columns.push(new Float64Array(this.ids.length));
  }
}
