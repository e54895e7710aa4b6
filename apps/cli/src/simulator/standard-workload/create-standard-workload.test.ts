import { expect, it } from 'vitest';
import {
  createStandardWorkload,
  merchantName,
  workloadTypes,
  type WorkloadRecord,
} from './create-standard-workload.ts';

const startMs = Date.UTC(2026, 10, 21, 9);
const options = { seed: 5, records: 20_000, startMs };

interface Parsed {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly data: { readonly merchantId: string; readonly amount: number };
}

function taken(sizes: number): readonly WorkloadRecord[] {
  const workload = createStandardWorkload(options);
  const all: WorkloadRecord[] = [];
  for (let batch = workload.take(sizes); batch.length > 0; batch = workload.take(sizes)) all.push(...batch);
  return all;
}

it('gives the same records whatever they are taken in', () => {
  expect(taken(777)).toEqual(taken(20_000));
  expect(taken(1_000)).toHaveLength(options.records);
});

it('has the shape that the benchmark promises', () => {
  const records = taken(1_000);
  const bytes = records.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0) / records.length;
  expect(bytes).toBeGreaterThan(280);
  expect(bytes).toBeLessThan(330);
  expect(new Set(records.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2, 3]));
  const distinct = new Set(records.map(({ value }) => (JSON.parse(value) as Parsed).id)).size;
  expect((records.length - distinct) / records.length).toBeCloseTo(0.01, 2);
  for (const [index, { value }] of records.entries()) {
    const behindMs = startMs + index * 0.3 - Date.parse((JSON.parse(value) as Parsed).time);
    // A repeated record is as much later as it was sent later.
    expect(behindMs).toBeGreaterThanOrEqual(0);
    expect(behindMs).toBeLessThan(30_000 + 1 + 4_096 * 4 * 0.3);
  }
});

it('adds up to its totals', () => {
  const workload = createStandardWorkload(options);
  const seen = new Set<string>();
  const cells = new Map<string, { count: number; amount: number }>();
  for (const { value } of workload.take(options.records)) {
    const { id, type, time, data } = JSON.parse(value) as Parsed;
    if (seen.has(id)) continue;
    seen.add(id);
    const key = `${time.slice(0, 16)} ${data.merchantId} ${type}`;
    const cell = cells.get(key) ?? { count: 0, amount: 0 };
    cells.set(key, { count: cell.count + 1, amount: cell.amount + data.amount });
  }
  expect(workload.totals.events).toBe(seen.size);
  const told = new Map(
    [...workload.totals.cells()].map(({ minute, merchant, type, count, amount }) => [
      `${new Date(minute).toISOString().slice(0, 16)} ${merchantName(merchant)} ${workloadTypes[type]}`,
      { count, amount },
    ]),
  );
  expect(told).toEqual(cells);
});
