import { EvaluationFault } from './values.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function bytesOf(base64: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let width = 0;
  for (const letter of base64.replace(/=+$/, '')) {
    const value = alphabet.indexOf(letter);
    if (value < 0) throw new EvaluationFault('fromDecimal() needs base64 text');
    bits = ((bits << 6) | value) & 0xffff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    bytes.push((bits >> width) & 0xff);
  }
  return bytes;
}

/**
 * Decimal text of what Debezium sends for NUMERIC with `decimal.handling.mode=precise`: the unscaled value as big-endian
 * two's complement in base64 (Kafka Connect's logical type `Decimal`), the scale from the column.
 */
export function decimalFromBase64(base64: string, scale: number): string {
  if (base64.length === 0 || base64.length > 128)
    throw new EvaluationFault('fromDecimal() needs base64 text of at most 128 letters');
  if (!Number.isInteger(scale) || scale < 0 || scale > 100)
    throw new EvaluationFault('fromDecimal() needs a scale from 0 to 100');
  const bytes = bytesOf(base64);
  let unscaled = 0n;
  for (const byte of bytes) unscaled = (unscaled << 8n) | BigInt(byte);
  unscaled = BigInt.asIntN(bytes.length * 8, unscaled);
  const digits = `${unscaled < 0n ? -unscaled : unscaled}`.padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}
