import { batchField, batchMagic, batchPrefixBytes, writeInt64 } from './batch-header.ts';
import { crc32c } from './checksum.ts';

export interface OutgoingRecord {
  readonly key: Uint8Array | null;
  readonly value: string | Uint8Array | null;
  /** Bytes of key and value. */
  readonly byteLength: number;
}

/** Who writes, so that the broker recognises a batch that comes twice (KIP-98). Without: -1 everywhere. */
export interface ProducerStamp {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** The most that a batch's header and one record's own fields add to key and value. */
export const overheadBytesMax = batchField.records + 36;
const recordOverheadBytesMax = 25;

/** Encodes records as one uncompressed record batch, version 2 (Kafka documentation, "Record Batch"). Its offsets begin at 0. */
export function encodeRecordBatch(records: readonly OutgoingRecord[], timestamp: number, stamp: ProducerStamp): Buffer {
  let bytesMax: number = batchField.records;
  for (const record of records) bytesMax += record.byteLength + recordOverheadBytesMax;
  const bytes = Buffer.allocUnsafe(bytesMax);
  let end: number = batchField.records;
  for (let index = 0; index < records.length; index++) end = writeRecord(bytes, end, records[index]!, index);

  writeInt64(bytes, 0, batchField.baseOffset);
  bytes.writeInt32BE(end - batchPrefixBytes, batchField.length);
  // The leader's epoch: the broker fills it in.
  bytes.writeInt32BE(-1, batchPrefixBytes);
  bytes[batchField.magic] = batchMagic;
  bytes.writeInt16BE(0, batchField.attributes);
  bytes.writeInt32BE(records.length - 1, batchField.lastOffsetDelta);
  writeInt64(bytes, timestamp, batchField.baseTimestamp);
  writeInt64(bytes, timestamp, batchField.maxTimestamp);
  writeInt64(bytes, stamp.producerId, batchField.producerId);
  bytes.writeInt16BE(stamp.producerEpoch, batchField.producerEpoch);
  bytes.writeInt32BE(stamp.baseSequence, batchField.baseSequence);
  bytes.writeInt32BE(records.length, batchField.recordCount);
  bytes.writeUInt32BE(crc32c(bytes, batchField.attributes, end), batchField.checksum);
  return bytes.subarray(0, end);
}

function writeRecord(
  bytes: Buffer,
  start: number,
  { key, value, byteLength }: OutgoingRecord,
  offsetDelta: number,
): number {
  const keyBytes = key?.length ?? 0;
  const valueBytes = byteLength - keyBytes;
  const keyField = key === null ? -1 : keyBytes;
  const valueField = value === null ? -1 : valueBytes;
  // Attributes, timestamp delta and header count are zero: one byte each.
  const length = 3 + varintBytes(offsetDelta) + varintBytes(keyField) + varintBytes(valueField) + byteLength;
  let at = writeVarint(bytes, start, length);
  bytes[at++] = 0;
  bytes[at++] = 0;
  at = writeVarint(bytes, at, offsetDelta);
  at = writeVarint(bytes, at, keyField);
  if (key !== null) bytes.set(key, at);
  at = writeVarint(bytes, at + keyBytes, valueField);
  if (typeof value === 'string') bytes.write(value, at, valueBytes, 'utf8');
  else if (value !== null) bytes.set(value, at);
  at += valueBytes;
  bytes[at++] = 0;
  return at;
}

const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

function varintBytes(value: number): number {
  let count = 1;
  for (let raw = zigzag(value); raw > 0x7f; raw >>>= 7) count++;
  return count;
}

function writeVarint(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let raw = zigzag(value);
  for (; raw > 0x7f; raw >>>= 7) bytes[at++] = (raw & 0x7f) | 0x80;
  bytes[at++] = raw;
  return at;
}
