import { definitionsOf } from '@tidewatch/core/definitions/generations';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { generation } from './indexer-on-memory.fixture.ts';
import { joinedCatalog } from './joined-catalog.ts';

const inForce = { v: 1, kind: 'in-force', hash: 'two', revision: 0, at: 1 } as const;

test('what the generation in force counts goes on being stored until the newest has caught up', () => {
  const [removed, redefined, ...kept] = suiteCatalog.metrics;
  const before = generation(suiteCatalog, 'one');
  const other = { ...redefined!, by: [...redefined!.by].toReversed() };
  const newer = { ...suiteCatalog, metrics: [other, ...kept.map((metric) => ({ ...metric, title: 'newer' }))] };
  const upcoming = { ...generation(newer, 'two'), awaits: true } as const;
  expect(joinedCatalog(definitionsOf([]))).toBeNull();
  expect(joinedCatalog(definitionsOf([before]))).toEqual(suiteCatalog);
  expect(joinedCatalog(definitionsOf([before, upcoming]))?.metrics).toEqual([removed, redefined, ...newer.metrics]);
  expect(joinedCatalog(definitionsOf([before, upcoming, inForce]))).toEqual(newer);
});
