import { seededRandom, type SeededRandom } from '../faults/simulation/seeded-random.ts';

/** One record as it goes to the log: its key decides the partition. Poison has a value that is no event. */
export interface RecordedEvent {
  readonly key: string;
  readonly value: string;
  readonly poison: boolean;
}

/** What is counted of the stream, by an own plain fold: metric → `hour|merchant` → value. */
export interface Ledger {
  readonly cancellations: Map<string, number>;
  readonly cancelledValue: Map<string, number>;
}

export interface RecordedStream {
  readonly records: readonly RecordedEvent[];
  readonly ledger: Ledger;
  readonly from: number;
  readonly to: number;
}

const hourMs = 3_600_000;
const merchants = Array.from({ length: 40 }, (_, index) => `m${index}`);

/** A stream with 1 % duplicates, disorder up to a day and poison records; the same for the same seed and time. */
export function recordedStream(seed: number, count: number, nowMs: number): RecordedStream {
  const random = seededRandom(seed);
  const records: RecordedEvent[] = [];
  const ledger: Ledger = { cancellations: new Map(), cancelledValue: new Map() };
  for (let index = 0; index < count; index += 1) {
    if (random.chance(0.005)) records.push(poison(random, index));
    const late = random.chance(0.1) ? 23 * hourMs : 40_000;
    const time = nowMs - 1_000 - random.below(late);
    const merchant = random.pick(merchants);
    const amount = 500 * (1 + random.below(2_000));
    const record = cancelled(random, `s${seed}-${index}`, time, merchant, amount);
    records.push(record);
    const cell = `${Math.floor(time / hourMs) * hourMs}|${merchant}`;
    ledger.cancellations.set(cell, (ledger.cancellations.get(cell) ?? 0) + 1);
    ledger.cancelledValue.set(cell, (ledger.cancelledValue.get(cell) ?? 0) + amount);
    if (random.chance(0.01)) records.push(record);
    if (random.chance(0.01)) records.push(random.pick(records.slice(-400).filter((earlier) => !earlier.poison)));
  }
  return { records, ledger, from: Math.floor((nowMs - 25 * hourMs) / hourMs) * hourMs, to: nowMs + hourMs };
}

function cancelled(random: SeededRandom, id: string, time: number, merchantId: string, amount: number): RecordedEvent {
  const data = {
    orderId: id,
    merchantId,
    city: random.pick(['Bandung', 'Medan', 'Surabaya']),
    cancelledBy: random.pick(['merchant', 'patient']),
    reason: random.pick(['out_of_stock', 'too_slow']),
    amount,
    patientId: `p${random.below(3_000)}`,
  };
  const event = {
    specversion: '1.0',
    id,
    source: 'recorded',
    type: 'order.cancelled',
    time: new Date(time).toISOString(),
    subject: id,
    data,
  };
  return { key: id, value: JSON.stringify(event), poison: false };
}

function poison(random: SeededRandom, index: number): RecordedEvent {
  const value = random.pick([
    '{"specversion":',
    'null',
    '[]',
    JSON.stringify({ specversion: '1.0', id: 'x', source: 's', type: 'nothing.known', time: '2026-01-01T00:00:00Z' }),
  ]);
  return { key: `poison-${index}`, value, poison: true };
}
