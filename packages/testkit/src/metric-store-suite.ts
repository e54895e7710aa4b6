import { afterAll, beforeAll, describe } from 'vitest';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import { accessRows } from './metric-store-suite/access-rows.ts';
import { searchableEvents } from './metric-store-suite/events.ts';
import { exactNumbers } from './metric-store-suite/exact-numbers.ts';
import { hostileGroups } from './metric-store-suite/hostile-groups.ts';
import { series } from './metric-store-suite/series.ts';
import { slices } from './metric-store-suite/slices.ts';
import type { StoreCapabilities, StoreUnderTest, SuiteContext } from './metric-store-suite/store-under-test.ts';
import { eventTypesMax, suiteCatalog } from './metric-store-suite/suite-catalog.ts';
import { upkeep } from './metric-store-suite/upkeep.ts';
import { upserts } from './metric-store-suite/upserts.ts';
import { volume } from './metric-store-suite/volume.ts';

export type { StoreCapabilities, StoreUnderTest } from './metric-store-suite/store-under-test.ts';
export { suiteCatalog, suiteMetrics } from './metric-store-suite/suite-catalog.ts';

/**
 * The contract of the metric store port, run over one adapter. `makeStore` opens a store over a new, empty place; the suite
 * calls `prepare` itself. `volumeWindows` (of 2,000 groups each) says how much one test writes.
 */
export function describeMetricStore(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  capabilities: StoreCapabilities & { readonly volumeWindows?: number },
): void {
  describe(`metric store: ${name}`, { timeout: 60_000 }, () => {
    const places: StoreUnderTest[] = [];
    let generation = 0;
    let eventType = 9;
    const context: SuiteContext = {
      capabilities,
      store: (): MetricStore => places[0]!.store,
      fresh: makeStore,
      nextGeneration: () => (generation += 1),
      nextEventType: () => {
        eventType += 1;
        if (eventType >= eventTypesMax) throw new Error('the suite catalog has too few event types');
        return `suite.e${eventType}`;
      },
    };

    beforeAll(async () => {
      const place = await makeStore();
      places.push(place);
      await place.store.prepare(suiteCatalog);
    }, 60_000);
    afterAll(async () => {
      await places[0]?.dispose();
    }, 60_000);

    describe('upserts', () => upserts(context));
    describe('series', () => series(context));
    describe('exact numbers', () => exactNumbers(context));
    describe('hostile groups', () => hostileGroups(context));
    describe('slices', () => slices(context));
    describe('events', () => searchableEvents(context));
    describe('access', () => accessRows(context));
    describe('upkeep', () => upkeep(context));
    describe('volume', () => volume(context, capabilities.volumeWindows ?? 1_440));
  });
}
