import { createHash } from 'node:crypto';

/** Begins keys that stand for a value that cannot be its own key. */
const hashedMark = '\u0000#';
/** In UTF-16 units: at most 1,536 bytes, far below the 32,766 that Lucene takes for a term. */
const ownKeyUnitsMax = 512;

/**
 * The text under which a value is indexed: itself, or a hash where it is too long or not well-formed Unicode (which Lucene
 * would replace, so that different values fell together). Different values have different keys.
 */
export function keyOf(value: string): string {
  if (value.length <= ownKeyUnitsMax && value.isWellFormed() && !value.startsWith(hashedMark)) return value;
  return `${hashedMark}${digest(JSON.stringify(value))}`;
}

/** Whether a key is not its value. */
export function isHashed(key: string): boolean {
  return key.startsWith(hashedMark);
}

/** 128 bits of SHA-256, as 22 letters that are safe in ids. */
export function documentId(identity: readonly unknown[]): string {
  // JSON text of a list is canonical and says where each part ends; lone surrogates are escaped in it.
  return digest(JSON.stringify(identity)).slice(0, 22);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Index field of a dimension. The dot of `event.type` would make an object of a declared field `event`. */
export function dimensionField(name: string): string {
  return `dim.${dimensionKey(name)}`;
}

export function dimensionKey(name: string): string {
  return name.replaceAll('.', '@');
}
