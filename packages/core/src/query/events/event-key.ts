import { sha256 } from '../../hashing/sha256.ts';

/** What an event key says. */
export interface EventKey {
  /** Event time, epoch ms: where to look for it. */
  readonly timeMs: number;
  /** First 128 bits of the SHA-256 of source and id, hex: which one it is. */
  readonly print: string;
}

/**
 * The name of an event in URLs and cases. CloudEvents says that source and id together are the event; the time is there only to find
 * it in any store without an index of its own.
 */
export function eventKey({
  time,
  source,
  id,
}: {
  readonly time: number;
  readonly source: string;
  readonly id: string;
}): string {
  return `${Math.max(0, Math.trunc(time)).toString(36)}-${sha256(JSON.stringify([source, id])).slice(0, 32)}`;
}

/** Null for what is no event key. */
export function parseEventKey(key: string): EventKey | null {
  const [, time, print] = /^([0-9a-z]{1,9})-([0-9a-f]{32})$/.exec(key) ?? [];
  return time === undefined || print === undefined ? null : { timeMs: Number.parseInt(time, 36), print };
}
