import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changesTo, query, clientOnFakeSocket, snapshotOf } from './socket/client-on-fake-socket.ts';

const setUp = () => clientOnFakeSocket((ms) => vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('subscription', () => {
  it('asks when the connection opens, not before', () => {
    const { server, listen } = setUp();
    listen();
    expect(server.asked).toHaveLength(0);
    server.open();
    expect(server.asked.map(({ query: asking }) => asking)).toEqual([query]);
  });

  it('shows the snapshot, then applies updates in order', () => {
    const { server, views, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 7, 10);
    paint();
    expect(views.at(-1)).toMatchObject({ state: 'live', asOf: 1_000, interruptedAt: null });
    expect(total()).toBe(10);
    server.update({ seq: 8, changes: changesTo(11) });
    server.update({ seq: 9, asOf: 3_000, changes: changesTo(12) });
    paint();
    expect(total()).toBe(12);
    expect(views.at(-1)?.asOf).toBe(3_000);
  });

  it('moves as-of with an update that changes nothing', () => {
    const { server, views, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 1, 10);
    server.update({ seq: 2, asOf: 9_000 });
    paint();
    expect(views.at(-1)?.asOf).toBe(9_000);
    expect(total()).toBe(10);
  });

  it.each([
    ['higher', 10],
    ['the same', 7],
    ['lower', 3],
  ])('subscribes again on a gap: a seq that is %s', (_, seq) => {
    const { server, views, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 7, 10);
    server.update({ seq, changes: changesTo(99) });
    server.update({ seq: seq + 1, changes: changesTo(98) });
    paint();
    expect(server.asked).toHaveLength(2);
    expect(total()).toBe(10);
    expect(views.at(-1)?.state).toBe('live');
    server.accept(1, 20, 30);
    server.update({ seq: 21, changes: changesTo(31) });
    paint();
    expect(total()).toBe(31);
  });

  it('takes a snapshot in an update, whatever its seq', () => {
    const { server, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 7, 10);
    server.update({ seq: 40, snapshot: snapshotOf(50) });
    server.update({ seq: 41, changes: changesTo(51) });
    paint();
    expect(server.asked).toHaveLength(1);
    expect(total()).toBe(51);
  });

  it('waits longer after each gap that follows another', () => {
    const { server, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 1, 1);
    server.update({ seq: 5, changes: changesTo(1) });
    expect(server.asked).toHaveLength(2);
    server.accept(1, 6, 1);
    server.update({ seq: 9, changes: changesTo(1) });
    expect(server.asked).toHaveLength(2);
    vi.advanceTimersByTime(100);
    expect(server.asked).toHaveLength(3);
  });

  it('keeps the data when the connection goes, and says since when', () => {
    const { server, views, connections, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 7, 10);
    server.close();
    paint();
    expect(views.at(-1)?.state).toBe('interrupted');
    expect(views.at(-1)?.interruptedAt).not.toBeNull();
    expect(total()).toBe(10);
    server.fail();
    expect(connections.at(-1)).toMatchObject({ state: 'lost', attempts: 1 });
  });

  it('takes the same path on reconnect: a fresh snapshot, a fresh seq', () => {
    const { server, views, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 700, 10);
    server.close();
    server.open();
    expect(server.asked).toHaveLength(2);
    server.accept(1, 0, 20);
    server.update({ seq: 1, changes: changesTo(21) });
    paint();
    expect(total()).toBe(21);
    expect(views.at(-1)).toMatchObject({ state: 'live', interruptedAt: null });
  });

  it('ignores what belongs to an old connection', () => {
    const { server, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 7, 10);
    server.update({ seq: 9, changes: changesTo(0) });
    server.close();
    server.accept(1, 8, 66);
    server.update({ seq: 9, changes: changesTo(77) });
    server.open();
    server.update({ seq: 8, changes: changesTo(88) });
    paint();
    expect(total()).toBe(10);
    server.accept(2, 1, 20);
    paint();
    expect(total()).toBe(20);
  });

  it('tells a refusal and tries again when it may pass', () => {
    const { server, views, paint, listen } = setUp();
    const problem = {
      type: 'about:blank',
      title: 'x',
      status: 503,
      code: 'store_unavailable',
      detail: 'The store does not answer.',
    } as const;
    server.open();
    listen();
    server.asked[0]?.answer({ error: problem });
    paint();
    expect(views[0]).toMatchObject({ state: 'refused', problem });
    expect(server.asked.length).toBeGreaterThan(1);
  });

  it('does not ask again for what will not pass, until the next connection', () => {
    const { server, listen } = setUp();
    server.open();
    listen();
    server.asked[0]?.answer({
      error: { type: 'about:blank', title: 'x', status: 404, code: 'unknown_metric', detail: 'x' },
    });
    vi.advanceTimersByTime(60_000);
    expect(server.asked).toHaveLength(1);
    server.close();
    server.open();
    expect(server.asked).toHaveLength(2);
  });

  it('asks again when no answer came in time', () => {
    const { server, listen } = setUp();
    server.open();
    listen();
    server.asked[0]?.answer(null);
    vi.advanceTimersByTime(1_000);
    expect(server.asked).toHaveLength(2);
  });
});
