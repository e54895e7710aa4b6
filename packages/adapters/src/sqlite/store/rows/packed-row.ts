import type { EncodedState } from '@tidewatch/contract/frames';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Width } from './columns.ts';
import { columnBytes, columnStart, readColumn, widthOf, writeColumn } from './columns.ts';

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

/** Reads packed rows, one at a time, each into the same arrays: what `ids`, `columns` and `throughs` hold lasts until the next `open`. */
export class RowReader {
  count = 0;
  ids = new Int32Array(64);
  columns: Float64Array[] = [];
  throughs = new Float64Array(64);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #kind = numbersKind;
  #throughStart = 0;
  #throughWidth: Width = 0;

  /** Reads ids and number columns; versions and states only when they are asked for. */
  open(pack: Uint8Array): void {
    const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
    this.#view = view;
    const first = view.getUint8(0);
    const second = view.getUint8(1);
    const columnCount = first >> 2;
    this.#kind = first & 3;
    this.#throughWidth = ((second >> 2) & 3) as Width;
    let at = 2 + columnCount;
    this.count = view.getUint8(at++);
    if (this.count === longCount) {
      this.count = view.getUint32(at, true);
      at += 4;
    }
    this.#grow(columnCount);
    const read = (width: Width, into: Float64Array | Int32Array): void => {
      const start = columnStart(at, this.count, width);
      readColumn(view, start, this.count, width, into);
      at = start + columnBytes(this.count, width);
    };
    read((second & 3) as Width, this.ids);
    for (let column = 0; column < columnCount; column++)
      read(view.getUint8(2 + column) as Width, this.columns[column]!);
    this.#throughStart = columnStart(at, this.count, this.#throughWidth);
  }

  get hasNumbers(): boolean {
    return this.#kind === numbersKind;
  }

  readThroughs(): void {
    readColumn(this.#view, this.#throughStart, this.count, this.#throughWidth, this.throughs);
  }

  /** The encoded states of a row without numbers. */
  states(): EncodedState[] {
    const start = this.#throughStart + columnBytes(this.count, this.#throughWidth);
    const tail = Buffer.from(this.#view.buffer, this.#view.byteOffset + start, this.#view.byteLength - start);
    return JSON.parse((this.#kind === compressedKind ? zstdDecompressSync(tail) : tail).toString()) as EncodedState[];
  }

  /** A copy of all, which outlasts the next `open`. */
  cells(columnCount: number): RowCells {
    this.readThroughs();
    const ids = this.ids.slice(0, this.count);
    const throughs = this.throughs.slice(0, this.count);
    if (!this.hasNumbers) return { ids, throughs, columns: null, states: this.states() };
    const columns = this.columns.slice(0, columnCount).map((column) => column.slice(0, this.count));
    return { ids, throughs, columns, states: null };
  }

  #grow(columnCount: number): void {
    if (this.ids.length < this.count) {
      this.ids = new Int32Array(this.count * 2);
      this.throughs = new Float64Array(this.count * 2);
      this.columns = [];
    }
    while (this.columns.length < columnCount) this.columns.push(new Float64Array(this.ids.length));
  }
}
