import { SeededRandom } from '../seeded-random.ts';
import { WorkloadTotals } from './workload-totals.ts';

export const workloadMerchants = 2_000;
export const workloadTypes = ['order.placed', 'order.accepted', 'order.cancelled', 'order.delivered'] as const;

export interface WorkloadOptions {
  readonly seed: number;
  /** Records in all, duplicates among them. */
  readonly records: number;
  /** Time of the first event in epoch milliseconds, before disorder. */
  readonly startMs: number;
  readonly partitions?: number;
  /** Event time that passes per second of the workload's own clock: events per second of event time. */
  readonly eventsPerSecond?: number;
  /** Share of records that repeat an earlier one of their partition. */
  readonly duplicates?: number;
  /** Largest delay of an event behind the newest, in milliseconds. */
  readonly disorderMs?: number;
}

/** One record, as `EventLog.append` takes it. */
export interface WorkloadRecord {
  readonly partition: number;
  readonly key: string;
  readonly value: string;
}

export interface StandardWorkload {
  /** The next records in the order of sending, at most `count`; empty at the end. */
  take(count: number): readonly WorkloadRecord[];
  /** What the records taken so far must add up to, counted beside the texts, never read back from them. */
  readonly totals: WorkloadTotals;
}

const dayMs = 86_400_000;
/** Duplicates repeat one of this many records before them, in their partition. */
const repeatedFrom = 4_096;
const cities = ['Jakarta Selatan', 'Jakarta Barat', 'Bandung', 'Surabaya', 'Medan', 'Makassar', 'Semarang', 'Denpasar'];
const channels = ['app', 'web', 'call-center', 'partner'];

/**
 * The standard benchmark workload: JSON CloudEvents of about 300 bytes, round robin over 4 partitions, 2,000 merchants and 4 types all
 * alike likely (the worst case for a fold: no cell is hot), times up to 30 s behind the newest, 1 % of the records sent twice.
 * Equal options give equal records. Texts are joined from prepared pieces, so that making them costs little beside what is measured.
 */
export function createStandardWorkload(options: WorkloadOptions): StandardWorkload {
  const {
    seed,
    records,
    startMs,
    partitions = 4,
    eventsPerSecond = 10_000 / 3,
    duplicates = 0.01,
    disorderMs = 30_000,
  } = options;
  const random = new SeededRandom(seed, 300);
  const texts = piecesOf(seed);
  const timeText = timeTexts();
  const totals = new WorkloadTotals(workloadMerchants, workloadTypes.length);
  const recent: WorkloadRecord[][] = Array.from({ length: partitions }, () => []);
  let made = 0;

  const next = (): WorkloadRecord => {
    const number = made;
    const partition = number % partitions;
    made += 1;
    const before = recent[partition]!;
    if (before.length > 0 && random.chance(duplicates)) return before[random.below(before.length)]!;
    const merchant = random.below(workloadMerchants);
    const type = random.below(workloadTypes.length);
    const amount = 500 * (1 + random.below(2_000));
    const time = Math.floor(startMs + (number * 1_000) / eventsPerSecond - random.next() * disorderMs);
    totals.add(time, merchant, type, amount);
    const key = `${texts.order}${number}`;
    const value =
      texts.head[type]! +
      key +
      texts.source[type]! +
      timeText(time) +
      texts.subject +
      key +
      texts.data +
      key +
      texts.merchant[merchant]! +
      texts.place[number & 31]! +
      amount +
      texts.patient +
      (number % 99_991) +
      texts.end;
    const record = { partition, key, value };
    if (before.length < repeatedFrom) before.push(record);
    else before[((number / partitions) | 0) % repeatedFrom] = record;
    return record;
  };

  return {
    totals,
    take(count) {
      const length = Math.min(count, records - made);
      const batch: WorkloadRecord[] = [];
      for (let index = 0; index < length; index += 1) batch.push(next());
      return batch;
    },
  };
}

/** Everything between the values that change from event to event. */
function piecesOf(seed: number) {
  return {
    order: `order-${seed}-`,
    head: workloadTypes.map((type) => `{"specversion":"1.0","id":"${type.slice(6)}/`),
    source: workloadTypes.map((type) => `","source":"benchmark/pharmacy","type":"${type}","time":"`),
    subject: '","subject":"',
    data: '","data":{"orderId":"',
    merchant: Array.from({ length: workloadMerchants }, (_, index) => `","merchantId":"${merchantName(index)}`),
    place: Array.from(
      { length: 32 },
      (_, index) => `","city":"${cities[index % 8]}","channel":"${channels[index >> 3]}","amount":`,
    ),
    patient: ',"patientId":"patient-',
    end: '"}}',
  };
}

export function merchantName(merchant: number): string {
  return `merchant-${String(merchant).padStart(4, '0')}`;
}

/** ISO 8601 texts of epoch milliseconds; the days are kept, they repeat. */
function timeTexts(): (time: number) => string {
  const two = Array.from({ length: 60 }, (_, index) => String(index).padStart(2, '0'));
  const three = Array.from({ length: 1_000 }, (_, index) => `.${String(index).padStart(3, '0')}Z`);
  let day = Number.NaN;
  let dayText = '';
  return (time) => {
    const dayOfTime = Math.floor(time / dayMs);
    if (dayOfTime !== day) {
      day = dayOfTime;
      dayText = new Date(day * dayMs).toISOString().slice(0, 11);
    }
    const ms = time - day * dayMs;
    const seconds = (ms / 1_000) | 0;
    const hour = (seconds / 3_600) | 0;
    return `${dayText}${two[hour]}:${two[((seconds / 60) | 0) % 60]}:${two[seconds % 60]}${three[ms % 1_000]}`;
  };
}
