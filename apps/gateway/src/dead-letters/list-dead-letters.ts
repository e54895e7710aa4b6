import type { DeadLetter } from '@tidewatch/contract/events';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { deadLettersTopic, readBlock, type StoredDeadLetter } from './read-block.ts';

/** Records of each partition that are read at a time. */
const blockOffsets = 200;
/** Blocks that one page reads at most: a filter that matches nothing must not read the whole topic in one request. */
const blocksMax = 50;

export interface DeadLettersFilter {
  readonly code?: string | undefined;
  readonly topic?: string | undefined;
}

/** A page, newest first by the offsets of each partition. `next` is the cursor for `after`, null at the end. */
export interface DeadLettersPage {
  readonly deadLetters: readonly DeadLetter[];
  readonly next: string | null;
}

/** The newest dead letters that pass the filter. Throws `invalid_parameter` for a cursor that it never gave. */
export async function listDeadLetters(
  log: EventLog,
  filter: DeadLettersFilter,
  after: string | null,
  limit: number,
): Promise<DeadLettersPage> {
  const offsets = await log.offsets(deadLettersTopic);
  const begins = new Map(offsets.map(({ partition, begin }) => [partition, begin]));
  const cursor = after === null ? null : parseCursor(after);
  const before = new Map(
    offsets.map(({ partition, begin, end }) => [
      partition,
      Math.min(end, Math.max(begin, cursor?.get(partition) ?? end)),
    ]),
  );
  const found: StoredDeadLetter[] = [];
  for (let blocks = 0; blocks < blocksMax && found.length < limit; blocks++) {
    const from = new Map(
      [...before].map(([partition, end]) => [partition, Math.max(begins.get(partition) ?? 0, end - blockOffsets)]),
    );
    if ([...before].every(([partition, end]) => end <= (begins.get(partition) ?? 0))) break;
    const block = await readBlock(log, from, before);
    const matching = block.filter(({ letter }) => passes(letter, filter)).toSorted(newestFirst);
    const taken = matching.slice(0, limit - found.length);
    found.push(...taken);
    for (const [partition, start] of from) {
      const left = matching.slice(taken.length).filter((stored) => stored.partition === partition);
      // Where some are left over, the next page begins after the newest of them.
      before.set(partition, left.length === 0 ? start : Math.max(...left.map(({ offset }) => offset)) + 1);
    }
  }
  const more = [...before].some(([partition, end]) => end > (begins.get(partition) ?? 0));
  return { deadLetters: onceEach(found), next: more ? cursorOf(before) : null };
}

export function passes(letter: DeadLetter, { code, topic }: DeadLettersFilter): boolean {
  return (code === undefined || letter.code === code) && (topic === undefined || letter.topic === topic);
}

/** An owner that takes a partition over tells of the same dead letters again. */
function onceEach(found: readonly StoredDeadLetter[]): readonly DeadLetter[] {
  const letters = new Map(
    found.map(({ letter }) => [
      JSON.stringify([letter.topic, letter.partition, letter.offset, letter.code, letter.detail]),
      letter,
    ]),
  );
  return [...letters.values()];
}

function newestFirst(left: StoredDeadLetter, right: StoredDeadLetter): number {
  return right.letter.appendedAt - left.letter.appendedAt || right.offset - left.offset;
}

function cursorOf(before: ReadonlyMap<number, number>): string {
  return [...before].map(([partition, offset]) => `${partition}-${offset}`).join('.');
}

function parseCursor(text: string): Map<number, number> {
  if (!/^\d{1,9}-\d{1,16}(\.\d{1,9}-\d{1,16})*$/.test(text)) {
    throw new TidewatchError('invalid_parameter', 'after is no cursor of an earlier answer');
  }
  return new Map(text.split('.').map((part) => part.split('-').map(Number) as [number, number]));
}
