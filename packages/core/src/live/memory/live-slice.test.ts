import { describe, expect, it } from 'vitest';
import { LiveSlice } from './live-slice.ts';

describe('LiveSlice', () => {
  it('keeps the identity of the frame that began it, and nothing else of it', () => {
    const identity = { generation: 1, topic: 'events', epoch: 0, partition: 2, slice: 7 };
    const frame = { ...identity, v: 1, cells: [{ metric: 'orders', grain: '1m', window: 0, entries: [] }] };
    expect(new LiveSlice(frame).identity).toEqual(identity);
  });
});
