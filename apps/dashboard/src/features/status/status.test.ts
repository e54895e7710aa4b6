import type { PipelineAnswer } from '@tidewatch/contract/socket';
import { describe, expect, it } from 'vitest';
import { pageState, type PageStateInput } from './connection-state.ts';

const pipeline: PipelineAnswer = {
  now: 100_000,
  generation: 1,
  asOf: 100_000,
  state: 'live',
  simulated: false,
  history: 'available',
  partitions: [],
  indexer: null,
  notices: [],
  upcoming: null,
  reports: [],
};

const state = (over: Partial<PageStateInput>) =>
  pageState({ paused: false, connection: 'open', pipeline, asOf: 100_000, nowMs: 101_000, ...over });

describe('page state', () => {
  it('is live when data is fresh', () => {
    expect(state({})).toBe('live');
    expect(state({ asOf: null })).toBe('live');
  });

  it('lags by the clock, whatever the pipeline says of itself', () => {
    expect(state({ nowMs: 105_000 })).toBe('lagging');
    expect(state({ pipeline: { ...pipeline, state: 'lagging' } })).toBe('live');
  });

  it('says the connection before the pipeline, and the pause before both', () => {
    expect(state({ connection: 'lost', pipeline: { ...pipeline, state: 'stopped' } })).toBe('reconnecting');
    expect(state({ connection: 'connecting', pipeline: null })).toBe('connecting');
    expect(state({ pipeline: null })).toBe('connecting');
    expect(state({ pipeline: { ...pipeline, state: 'stopped' } })).toBe('stopped');
    expect(state({ pipeline: { ...pipeline, state: 'starting' } })).toBe('starting');
    expect(state({ paused: true, connection: 'lost' })).toBe('paused');
  });
});
