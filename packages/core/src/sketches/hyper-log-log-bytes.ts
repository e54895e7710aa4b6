import { TidewatchError } from '@tidewatch/contract';
import { ByteReader, ByteWriter } from './byte-writer.ts';
import {
  HyperLogLog,
  isTold,
  rankMax,
  registerBits,
  registersCount,
  sparseMax,
  sparseRankMax,
} from './hyper-log-log.ts';
import { placeOf, rankOf, sparseBits, sparseEntry } from './sparse-registers.ts';

const version = 1;
const denseForm = 1;
const sparseForm = 2;
const headBytes = 3;
const denseBytes = headBytes + (registersCount * 6) / 8;

/** Canonical bytes: version, register bits, form, then the registers or entries. Equal sets give equal bytes, whatever their history. */
export function bytesOfHyperLogLog(sketch: HyperLogLog): Uint8Array {
  if (sketch.dense !== null) return bytesOfRegisters(sketch.dense);
  const writer = new ByteWriter();
  for (const byte of [version, registerBits, sparseForm]) writer.writeByte(byte);
  let before = 0;
  for (const entry of sketch.sparse) {
    const place = placeOf(entry);
    const rank = rankOf(entry);
    writer.writeInteger((place - before) * 2 + (rank > 0 ? 1 : 0));
    if (rank > 0) writer.writeByte(rank);
    before = place;
  }
  return writer.bytes();
}

/** Six bits a register, four registers in three bytes. */
function bytesOfRegisters(registers: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(denseBytes);
  bytes.set([version, registerBits, denseForm]);
  for (let index = 0, at = headBytes; index < registersCount; index += 4, at += 3) {
    const word =
      registers[index]! | (registers[index + 1]! << 6) | (registers[index + 2]! << 12) | (registers[index + 3]! << 18);
    bytes[at] = word;
    bytes[at + 1] = word >>> 8;
    bytes[at + 2] = word >>> 16;
  }
  return bytes;
}

/** Throws `newer_format` for a newer version and `frame_invalid` for bytes that are no sketch. */
export function hyperLogLogOfBytes(bytes: Uint8Array): HyperLogLog {
  const reader = new ByteReader(bytes);
  const written = reader.readByte();
  if (written > version)
    throw new TidewatchError('newer_format', `A distinct count was written by a newer version (${written}).`);
  if (written !== version || reader.readByte() !== registerBits) throw invalid();
  const form = reader.readByte();
  if (form === sparseForm) return readSparse(reader);
  if (form === denseForm && bytes.length === denseBytes) return HyperLogLog.ofRegisters(readRegisters(bytes));
  throw invalid();
}

function readSparse(reader: ByteReader): HyperLogLog {
  const sketch = new HyperLogLog();
  let place = 0;
  for (let count = 0; !reader.ended; count += 1) {
    const step = reader.readInteger();
    place += Math.floor(step / 2);
    const rank = step % 2 === 1 ? reader.readByte() : 0;
    const ascends = step > 1 || count === 0;
    const known = isTold(place) ? rank === 0 : rank > 0 && rank <= sparseRankMax;
    if (reader.overrun || !ascends || !known || place >= 2 ** sparseBits || count >= sparseMax) throw invalid();
    sketch.addEntry(sparseEntry(place, rank));
  }
  return sketch;
}

function readRegisters(bytes: Uint8Array): Uint8Array {
  const registers = new Uint8Array(registersCount);
  let largest = 0;
  for (let index = 0, at = headBytes; index < registersCount; index += 4, at += 3) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    for (let place = 0; place < 4; place += 1) {
      const rank = (word >>> (place * 6)) & 63;
      registers[index + place] = rank;
      if (rank > largest) largest = rank;
    }
  }
  if (largest > rankMax) throw invalid();
  return registers;
}

function invalid(): TidewatchError {
  return new TidewatchError('frame_invalid', 'The bytes of a distinct count cannot be read.');
}
