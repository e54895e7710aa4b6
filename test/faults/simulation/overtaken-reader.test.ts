import { createMemoryCluster } from '@tidewatch/adapters/memory';
import { settingsSchema } from '@tidewatch/contract/settings';
import type { Frame } from '@tidewatch/contract/frames';
import { catalogOf } from '@tidewatch/core/decode/events/test-catalog';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { createProcessor } from '@tidewatch/processor';
import { expect, it } from 'vitest';

const catalog = catalogOf(
  { event: 'order.placed', data: { city: { type: 'string', dimension: true } } },
  { metric: 'orders', from: ['order.placed'], by: ['city'], measure: 'count' },
);

/** One time for all: neither a minute nor an hour ends in the midst of the test. */
const startedAt = Date.now();

function record(id: number) {
  const time = new Date(startedAt).toISOString();
  const event = {
    specversion: '1.0',
    id: `o${id}`,
    source: 's',
    type: 'order.placed',
    time,
    data: { city: 'Bandung' },
  };
  return { appendTime: startedAt, key: null, value: new TextEncoder().encode(JSON.stringify(event)) };
}

it('a running reader that retention overtakes ends its slice, goes on, and reports the gap', async () => {
  const cluster = createMemoryCluster({ clock: Date, idleBatchMs: 50 });
  const log = cluster.member('processor');
  const settings = settingsSchema.parse({ processor: { eventPartitions: 1 } }).processor;
  let failure: unknown = null;
  const processor = createProcessor({
    log,
    catalog,
    settings,
    telemetry: noTelemetry,
    onFailure: (error) => (failure = error),
  });
  await processor.start();
  const decoder = new TextDecoder();
  const frames = (): readonly Frame[] =>
    cluster.records('rollups', 0).map(({ value }) => JSON.parse(decoder.decode(value ?? new Uint8Array())) as Frame);
  /** Slice → orders that its newest frame has counted, as far as frames tell. */
  const counted = () =>
    Object.fromEntries(
      frames().flatMap(({ slice, cells }) =>
        cells
          .filter(({ metric, grain }) => metric === 'orders' && grain === '1m')
          .map(({ entries }) => [slice, entries.reduce((sum, [, , state]) => sum + Number(state), 0)] as const),
      ),
    );
  cluster.write('events', 0, [record(0), record(1), record(2)]);
  await expect.poll(counted, { timeout: 20_000 }).toEqual({ 0: 3 });
  // In one turn: the reader has no chance to come to offsets 3 to 5.
  cluster.write('events', 0, [record(3), record(4), record(5), record(6), record(7)]);
  cluster.truncate('events', 0, 6);
  await expect.poll(counted, { timeout: 20_000 }).toEqual({ 0: 3, 6: 2 });
  const told = frames().filter(({ gap }) => gap !== undefined);
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ slice }) => slice === 6)).toBe(true);
  expect(told[0]?.gap).toEqual({ from: 3, below: 6 });
  const kept = cluster
    .records('operations', 0)
    .map(({ value }) => JSON.parse(decoder.decode(value ?? new Uint8Array())));
  const report = expect.objectContaining({ code: 'gap', topic: 'events', partition: 0, from: 3, below: 6 });
  expect(kept).toEqual([{ v: 1, kind: 'report', report }]);
  expect(failure).toBeNull();
  await processor.stop();
});
