// @vitest-environment happy-dom
import type { PipelineAnswer } from '@tidewatch/contract/socket';
import { describe, expect, it } from 'vitest';
import { pageState, type PageStateInput } from './connection-state.ts';
import { pausesOnSpace } from './pauses-on-space.ts';

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

describe('space', () => {
  const press = (markup: string, init: KeyboardEventInit = {}) => {
    document.body.innerHTML = markup;
    const target = document.querySelector('#at') ?? document.body;
    const event = new KeyboardEvent('keydown', { key: ' ', bubbles: true, ...init });
    Object.defineProperty(event, 'target', { value: target });
    return pausesOnSpace(event);
  };

  it('pauses on the page and on text', () => {
    expect(press('<p id="at">x</p>')).toBe(true);
    expect(press('')).toBe(true);
  });

  it.each([
    '<button id="at">x</button>',
    '<button><svg id="at"></svg></button>',
    '<select id="at"></select>',
    '<div tabindex="0" id="at"></div>',
    '<input id="at">',
  ])('leaves the key to %s', (markup) => {
    expect(press(markup)).toBe(false);
  });

  it('is a bare key, pressed once', () => {
    expect(press('', { ctrlKey: true })).toBe(false);
    expect(press('', { repeat: true })).toBe(false);
    expect(press('', { key: 'a' })).toBe(false);
  });
});
