/*
 * Columns of numbers in the least width that holds them: one byte, two, four, or a float64. Little-endian. From `alignedCountMin`
 * numbers on each column begins at a multiple of its width, so that it is read as a typed array without a copy.
 */

export const widths = { u8: 0, u16: 1, u32: 2, f64: 3 } as const;
export type Width = (typeof widths)[keyof typeof widths];

const bytesOf: readonly number[] = [1, 2, 4, 8];
const alignedCountMin = 32;

/** The least width that holds all numbers exactly. */
export function widthOf(numbers: ArrayLike<number>): Width {
  let largest = 0;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index]!;
    // >>> 0 is the number itself for integers from 0 to 2^32 - 1 only; -0 is not one of them.
    if (number >>> 0 !== number || Object.is(number, -0)) return widths.f64;
    if (number > largest) largest = number;
  }
  return largest < 0x100 ? widths.u8 : largest < 0x10000 ? widths.u16 : widths.u32;
}

/** Where a column of `count` numbers begins when the free space begins at `at`. */
export function columnStart(at: number, count: number, width: Width): number {
  const bytes = bytesOf[width]!;
  return count < alignedCountMin ? at : Math.ceil(at / bytes) * bytes;
}

export const columnBytes = (count: number, width: Width): number => count * bytesOf[width]!;

export function writeColumn(view: DataView, start: number, numbers: ArrayLike<number>, width: Width): void {
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index]!;
    if (width === widths.u8) view.setUint8(start + index, number);
    else if (width === widths.u16) view.setUint16(start + index * 2, number, true);
    else if (width === widths.u32) view.setUint32(start + index * 4, number, true);
    else view.setFloat64(start + index * 8, number, true);
  }
}

/** Copies a column into `into`, from its index 0. */
export function readColumn(
  view: DataView,
  start: number,
  count: number,
  width: Width,
  into: Float64Array | Int32Array,
): void {
  const at = view.byteOffset + start;
  const bytes = bytesOf[width]!;
  if (count >= alignedCountMin && at % bytes === 0) {
    into.set(typedColumn(view.buffer, at, count, width));
    return;
  }
  for (let index = 0; index < count; index++) into[index] = readNumber(view, start, index, width);
}

/** One number of a column. */
export function readNumber(view: DataView, start: number, index: number, width: Width): number {
  if (width === widths.u8) return view.getUint8(start + index);
  if (width === widths.u16) return view.getUint16(start + index * 2, true);
  if (width === widths.u32) return view.getUint32(start + index * 4, true);
  return view.getFloat64(start + index * 8, true);
}

function typedColumn(
  buffer: ArrayBufferLike,
  at: number,
  count: number,
  width: Width,
): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  if (width === widths.u8) return new Uint8Array(buffer, at, count);
  if (width === widths.u16) return new Uint16Array(buffer, at, count);
  if (width === widths.u32) return new Uint32Array(buffer, at, count);
  return new Float64Array(buffer, at, count);
}
