import { expect, it } from 'vitest';
import { freshnessOf, type FreshnessInput } from './freshness.ts';

const now = 1_000_000;
const state = (over: Partial<FreshnessInput>) =>
  freshnessOf({ asOf: now, nowMs: now, viewState: 'live', pipelineState: 'live', ...over });

it.each([
  [0, 'fresh'],
  [4_999, 'fresh'],
  [5_000, 'late'],
  [60_000, 'late'],
  [60_001, 'stale'],
] as const)('%d ms behind is %s', (behind, age) => {
  expect(state({ asOf: now - behind }).age).toBe(age);
});

it('is not younger than new when the clocks disagree', () => {
  expect(state({ asOf: now + 3_000 })).toMatchObject({ age: 'fresh', behindSeconds: 0 });
});

it('says why: the connection before the pipeline', () => {
  expect(state({ viewState: 'interrupted', pipelineState: 'stopped' })).toMatchObject({
    age: 'late',
    cause: 'connection',
  });
  expect(state({ viewState: 'interrupted', asOf: now - 90_000 })).toMatchObject({ age: 'stale', cause: 'connection' });
  expect(state({ viewState: 'refused' })).toMatchObject({ age: 'late', cause: 'refused' });
  expect(state({ asOf: now - 10_000 }).cause).toBe('behind');
});

it('a stopped pipeline is stale at once: its zero is not a zero', () => {
  expect(state({ pipelineState: 'stopped' })).toMatchObject({ age: 'stale', cause: 'stopped' });
});
