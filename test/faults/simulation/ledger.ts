import type { SeededRandom } from './seeded-random.ts';

/** What went into the log, as the test knows it: the oracle folds this and never looks at Tidewatch's own decoding. */
export interface LedgerEntry {
  readonly offset: number;
  readonly appendTime: number;
  /** Null for an offset without a record and for a record that nobody can read. */
  readonly event: LedgerEvent | null;
  /** `record`: a readable record; `poison`: not; `hole`: an offset without a record. */
  readonly kind: 'record' | 'poison' | 'hole';
}

export interface LedgerEvent {
  readonly id: string;
  readonly type: string;
  readonly time: number;
  readonly city: string;
  readonly pieces: number;
}

const cities = ['Bandung', 'Medan', 'Makassar', 'Semarang', 'Surabaya'];
const minuteMs = 60_000;

/** The next record: mostly a new event, sometimes a duplicate, late, too far ahead, of an unknown type, or no event at all. */
export function nextEntry(
  random: SeededRandom,
  partition: readonly LedgerEntry[],
  offset: number,
  appendTime: number,
): LedgerEntry {
  const kind = random.next();
  if (kind < 0.03) return { offset, appendTime, event: null, kind: 'hole' };
  if (kind < 0.07) return { offset, appendTime, event: null, kind: 'poison' };
  const before = partition.filter((entry) => entry.event !== null);
  if (kind < 0.3 && before.length > 0)
    return { offset, appendTime, event: random.pick(before.slice(-60)).event, kind: 'record' };
  const event: LedgerEvent = {
    id: `e${offset}`,
    type: random.chance(0.75) ? 'order.cancelled' : 'visit.done',
    time: eventTime(random, appendTime),
    city: random.pick(cities),
    pieces: random.below(9),
  };
  return { offset, appendTime, event, kind: 'record' };
}

function eventTime(random: SeededRandom, appendTime: number): number {
  const kind = random.next();
  if (kind < 0.05) return appendTime + 6 * minuteMs;
  if (kind < 0.2) return appendTime - random.below(26 * 60) * minuteMs;
  return appendTime - random.below(90_000);
}

/** The record's bytes. */
export function recordValue(entry: LedgerEntry): Uint8Array {
  if (entry.event === null) return Buffer.from('{"specversion":');
  const { id, type, time, city, pieces } = entry.event;
  const data = type === 'visit.done' ? { city } : { city, pieces };
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id,
      source: 'test',
      type,
      time: new Date(time).toISOString(),
      subject: city,
      data,
    }),
  );
}
