import type { Catalog, Group, Metric } from '@tidewatch/contract';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite';
import { orderFrame } from '@tidewatch/testkit/live-world/order-frame';
import { expect, it } from 'vitest';
import { PendingWrites } from './pending-writes.ts';

const nowMs = Date.UTC(2026, 10, 21);
const orders = suiteCatalog.metrics.find(({ metric }) => metric === 'orders')!;
const byOne: Metric = { ...orders, metric: 'one', by: orders.by.slice(0, 1) };
const byTwo: Metric = { ...orders, metric: 'two', by: orders.by.slice(0, 2) };
const catalog: Catalog = { ...suiteCatalog, metrics: [byOne, byTwo] };

it('keeps apart groups of several metrics whose values run together to the same text', () => {
  const pending = new PendingWrites({ catalog, catalogOf: () => catalog, nowMs: () => nowMs, onLeftOut: () => {} });
  const frame = orderFrame(0, nowMs, []);
  const window = Math.floor(nowMs / 60_000) * 60_000;
  const cellsOf = (metric: string, group: Group) => ({
    metric,
    grain: byOne.grains[0]!.grain,
    window,
    entries: [[group, 0, 1]] as const,
  });
  const cells = [cellsOf('one', ['a\u0000b']), cellsOf('two', ['a', 'b'])];
  pending.add({ ...frame, cells });
  expect(pending.cells).toBe(2);
  expect(pending.take()[0]?.cells).toMatchObject(cells);
});
