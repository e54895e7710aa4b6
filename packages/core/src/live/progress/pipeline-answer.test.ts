import type { Frame, SliceCounters } from '@tidewatch/contract/frames';
import type { PipelineAnswer } from '@tidewatch/contract/socket';
import { beforeEach, expect, test } from 'vitest';
import { pipelineAnswer, type PipelineFacts } from './pipeline-answer.ts';
import { PipelineProgress } from './pipeline-progress.ts';

const start = Date.UTC(2026, 10, 20);
const none: SliceCounters = {
  read: 0,
  skipped: 0,
  dead: 0,
  used: 0,
  emitted: 0,
  folded: 0,
  unmatched: 0,
  duplicate: 0,
  deadEvents: 0,
  late: 0,
  expressionErrors: 0,
};

let progress: PipelineProgress;
beforeEach(() => {
  progress = new PipelineProgress();
  progress.setPartitionCounts(new Map([['events', 2]]));
});

function frame(partition: number, changes: Partial<Frame> = {}): Frame {
  return {
    v: 1,
    generation: 1,
    topic: 'events',
    epoch: 0,
    partition,
    slice: 0,
    through: 9,
    end: 10,
    asOf: start,
    counters: none,
    cells: [],
    ...changes,
  };
}

function answer(now: number, facts: Partial<PipelineFacts> = {}): PipelineAnswer {
  return pipelineAnswer(progress, {
    now,
    generation: 1,
    simulated: false,
    history: 'available',
    topics: ['events'],
    indexer: null,
    notices: [],
    upcoming: null,
    reports: [],
    ...facts,
  });
}

test('it is starting until every partition has told, also those that nobody owns', () => {
  expect(answer(start)).toMatchObject({ state: 'starting', asOf: null, partitions: [] });
  progress.takeFrame(frame(0), start);
  expect(answer(start)).toMatchObject({ state: 'starting', asOf: null });
  progress.takeFrame(frame(1, { asOf: start - 400 }), start);
  expect(answer(start)).toMatchObject({ state: 'live', asOf: start - 400 });
});

test('it lags when as-of is old while owners speak, and has stopped when one falls silent', () => {
  progress.takeFrame(frame(0), start);
  progress.takeFrame(frame(1), start);
  expect(answer(start + 4_000).state).toBe('live');
  for (const partition of [0, 1])
    progress.takeFrame(frame(partition, { through: 12, end: 900, asOf: start + 1_000 }), start + 8_000);
  expect(answer(start + 8_000)).toMatchObject({
    state: 'lagging',
    partitions: [{ lagRecords: 887 }, { lagRecords: 887 }],
  });
  progress.takeFrame(frame(0, { through: 20, asOf: start + 19_000 }), start + 19_000);
  expect(answer(start + 19_000).state).toBe('stopped');
});

test('progress from the store alone is old news', () => {
  for (const partition of [0, 1])
    progress.take({ ...frame(partition), through: 9, end: 10, asOf: start, counters: none }, null);
  expect(answer(start + 1_000).state).toBe('live');
  expect(answer(start + 30_000).state).toBe('stopped');
});

test('counters add up over slices, and an owner that lost the partition changes nothing', () => {
  progress.takeFrame(frame(0, { counters: { ...none, read: 10, duplicate: 1 } }), start);
  progress.takeFrame(
    frame(0, { slice: 10, through: 14, counters: { ...none, read: 5, late: 2, dead: 1, deadEvents: 1 } }),
    start,
  );
  progress.takeFrame(frame(0, { through: 5, asOf: start + 60_000, counters: { ...none, read: 6 } }), start);
  progress.takeFrame(frame(0, { slice: 10, through: 11, asOf: start + 60_000, counters: { ...none, read: 2 } }), start);
  expect(answer(start).partitions[0]).toMatchObject({
    slice: 10,
    through: 14,
    asOf: start,
    read: 15,
    duplicates: 1,
    late: 2,
    deadLetters: 2,
  });
});

test('the rate is that of the last seconds', () => {
  for (let second = 0; second <= 20; second++) {
    progress.takeFrame(
      frame(0, { through: second * 100, counters: { ...none, read: second * 100 } }),
      start + second * 1_000,
    );
  }
  expect(answer(start).partitions[0]?.ratePerSecond).toBeCloseTo(100, -1);
});

test('a part of a split frame carries no progress', () => {
  progress.takeFrame(frame(0, { through: null, end: null, asOf: null, counters: null }), start);
  expect(answer(start).partitions).toEqual([]);
});

test('a gap is told at its partition and as a report, until it is acknowledged', () => {
  progress.takeFrame(frame(0), start);
  const gap = { topic: 'events', epoch: 0, partition: 0, from: 3, below: 9 };
  const told = answer(start, { reports: [{ id: 'a', code: 'gap', generation: 1, at: start, ...gap }] });
  expect(told.partitions[0]?.gap).toEqual({ from: 3, below: 9 });
  expect(told.reports).toEqual([
    {
      id: 'a',
      code: 'gap',
      at: start,
      text: expect.stringContaining('events 0: the log no longer held offsets 3 to 8'),
    },
  ]);
  expect(answer(start).partitions[0]?.gap).toBeNull();
});

test('a generation that is being folded is told with how far it is', () => {
  const upcoming = { generation: 2, done: 43, total: 100 };
  expect(answer(start, { upcoming })).toMatchObject({
    upcoming,
    notices: [expect.stringContaining('Generation 2 is being folded (43 %)')],
  });
});
