import type { SeriesAnswer } from '@tidewatch/contract/queries';
import type { PartitionStatus, PipelineAnswer } from '@tidewatch/contract/socket';
import { expect, it } from 'vitest';
import { latenessRows, partitionRows, picturePipeline } from './pipeline-model.ts';

const now = 1_000_000;
const partition = (changes: Partial<PartitionStatus> = {}): PartitionStatus => ({
  topic: 'events',
  partition: 0,
  generation: 1,
  slice: 0,
  through: 9,
  end: 10,
  lagRecords: 0,
  ratePerSecond: 0,
  asOf: now - 500,
  read: 10,
  duplicates: 0,
  late: 0,
  deadLetters: 0,
  gap: null,
  ...changes,
});
const pipeline = (changes: Partial<PipelineAnswer> = {}): PipelineAnswer => ({
  now,
  generation: 1,
  asOf: now - 500,
  state: 'live',
  simulated: false,
  history: 'available',
  partitions: [partition(), partition({ partition: 1 })],
  indexer: { lagRecords: 0, quarantined: 0 },
  notices: [],
  upcoming: null,
  reports: [],
  ...changes,
});

it('tells zero and healthy from busy, behind, no data yet and stopped', () => {
  expect(picturePipeline(pipeline())).toBe('quiet');
  expect(picturePipeline(pipeline({ partitions: [partition({ ratePerSecond: 3 })] }))).toBe('busy');
  expect(picturePipeline(pipeline({ partitions: [partition({ lagRecords: 5_000, ratePerSecond: 3 })] }))).toBe(
    'behind',
  );
  expect(picturePipeline(pipeline({ state: 'lagging' }))).toBe('behind');
  expect(picturePipeline(pipeline({ partitions: [] }))).toBe('starting');
  expect(picturePipeline(pipeline({ state: 'starting', asOf: null }))).toBe('starting');
  expect(picturePipeline(pipeline({ state: 'stopped', partitions: [partition({ ratePerSecond: 3 })] }))).toBe(
    'stopped',
  );
});

it('says of each partition whether it has caught up, is behind or fell silent', () => {
  const partitions = [
    partition(),
    partition({ partition: 1, asOf: now - 30_000, lagRecords: 9 }),
    partition({ partition: 2, asOf: now - 90_000, ratePerSecond: 200 }),
    partition({ partition: 3, asOf: now - 90_000 }),
  ];
  expect(
    partitionRows(pipeline({ partitions }), now).map(({ state, behindSeconds }) => [state, behindSeconds]),
  ).toEqual([
    ['caught-up', 1],
    ['behind', 30],
    ['behind', 90],
    ['silent', 90],
  ]);
  expect(partitionRows(pipeline({ state: 'stopped' }), now).every(({ state }) => state === 'silent')).toBe(true);
});

it('lists late events by how late they were, classes in order and what has no class last', () => {
  const series = [
    ['under_1h', 3],
    ['(none)', 1],
    ['under_5m', 4],
  ].map(([code, total]) => ({ group: { code: String(code) }, points: [], total: Number(total) }));
  const answer = { series } as unknown as SeriesAnswer;
  expect(latenessRows(answer, ['under_5m', 'under_15m', 'under_1h'])).toEqual([
    { code: 'under_5m', count: 4, share: 0.5 },
    { code: 'under_15m', count: 0, share: 0 },
    { code: 'under_1h', count: 3, share: 0.375 },
    { code: '(none)', count: 1, share: 0.125 },
  ]);
  expect(latenessRows(null, ['under_5m'])).toEqual([]);
});
