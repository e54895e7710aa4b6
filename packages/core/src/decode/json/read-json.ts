import { jsonDepthMax } from '@tidewatch/contract';

const int64Max = 2n ** 63n - 1n;

/** True when objects and lists are nested deeper than the limit. Walks level by level: no depth can overflow the stack. */
export function isDeeperThan(value: unknown, depthMax: number): boolean {
  let level: object[] = typeof value === 'object' && value !== null ? [value] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= depthMax) return true;
    const next: object[] = [];
    for (const container of level) {
      for (const item of Object.values(container) as unknown[])
        if (typeof item === 'object' && item !== null) next.push(item);
    }
    level = next;
  }
  return false;
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** Integers that a double cannot hold, as bigint (ECMAScript "JSON.parse source text access"). */
const exactIntegers: Reviver = (_key, value, context) => {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context.source === undefined) return value;
  if (!/^-?\d{1,19}$/.test(context.source)) return value;
  const exact = BigInt(context.source);
  return exact > int64Max || -exact > int64Max ? value : exact;
};

/** Parses JSON with integers beyond 2^53 as bigint. Several times slower than `JSON.parse`. Throws `SyntaxError`. */
export const parseExactJson = (text: string): unknown =>
  JSON.parse(text, exactIntegers as (this: unknown, key: string, value: unknown) => unknown);

/**
 * Parses JSON: integers beyond 2^53 become bigint, nesting is limited to 64 levels.
 * Returns undefined for text that is not JSON or too deep.
 */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (isDeeperThan(value, jsonDepthMax)) return undefined;
    // The reviver works from the leaves up, so it must not see what is too deep.
    return /\d{16}/.test(text) ? parseExactJson(text) : value;
  } catch {
    return undefined;
  }
}

declare global {
  interface JSON {
    /** A value that `stringify` writes as the given text (ECMAScript "JSON.parse source text access"). */
    rawJSON(text: string): unknown;
  }
}

/** JSON text of a value from `readJson`: bigint is written with all its digits. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? JSON.rawJSON(`${item}`) : item));
