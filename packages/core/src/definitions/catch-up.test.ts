import type { DefinitionsRecord } from '@tidewatch/contract';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { CatchUpGoal, measureCatchUp, sumOfCatchUp, type PartitionCatchUp } from './catch-up.ts';
import { definitionsOf, readableSlices } from './generations.ts';

const record = (hash: string, start: number): DefinitionsRecord => ({
  v: 1,
  kind: 'generation',
  hash,
  revision: 0,
  from: { events: { 0: start } },
  catalog: suiteCatalog,
  ...(hash === 'one' ? {} : { awaits: true }),
  at: 1,
});
const inForce = (hash: string): DefinitionsRecord => ({ v: 1, kind: 'in-force', hash, revision: 0, at: 1 });
const at = (reached: number, target: number): readonly PartitionCatchUp[] => [
  { topic: 'events', partition: 0, from: 0, reached, target },
];

test('a generation that waits counts from the record on that says so; one that a later one replaced never does', () => {
  const records = [record('one', 0), record('two', 10), record('three', 20)];
  const waiting = definitionsOf(records);
  expect([waiting.inForce?.number, waiting.upcoming?.number]).toEqual([1, 3]);
  expect(readableSlices(waiting, 'events', 0)).toMatchObject([{ generation: 1, from: 0 }]);
  const done = definitionsOf([...records, inForce('three'), inForce('unknown')]);
  expect([done.inForce?.number, done.upcoming]).toEqual([3, null]);
  expect(readableSlices(done, 'events', 0)).toMatchObject([
    { generation: 3, from: 20 },
    { generation: 1, from: 0, below: 20 },
  ]);
});

test('caught up is where the generation in force stood a moment ago, not an hour ago', () => {
  const goal = new CatchUpGoal();
  expect(goal.isReached(at(10, 100), 0)).toBe(false);
  expect(goal.isReached(at(99, 900), 60_000)).toBe(false);
  expect(goal.isReached(at(100, 900), 61_000), 'that was a minute ago').toBe(false);
  expect(goal.isReached(at(899, 905), 64_000)).toBe(false);
  expect(goal.isReached(at(900, 910), 65_000)).toBe(true);
});

test('how far it is goes by commits; a topic that is new goes up to its end, and what the log no longer holds does not count', async () => {
  const definitions = definitionsOf([record('one', 0), record('two', 4)]);
  const log = {
    offsets: async () => [{ partition: 0, begin: 6, end: 50 }],
    committed: async (group: string) => new Map([[0, group === 'processor-2' ? 16 : 46]]),
  };
  const measured = await measureCatchUp(log, definitions, definitions.upcoming!);
  expect(measured).toEqual([{ topic: 'events', partition: 0, from: 6, reached: 16, target: 46 }]);
  expect(sumOfCatchUp(measured)).toEqual({ done: 10, total: 40 });
  const fresh = await measureCatchUp(log, { ...definitions, inForce: null }, definitions.upcoming!);
  expect(fresh).toMatchObject([{ target: 50 }]);
});
