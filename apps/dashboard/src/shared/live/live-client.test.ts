import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changesTo, query, clientOnFakeSocket } from './socket/client-on-fake-socket.ts';

const setUp = () => clientOnFakeSocket((ms) => vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('live client', () => {
  it('publishes nothing while paused, and the present on resume', () => {
    const { server, client, views, paint, total, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 1, 10);
    paint();
    client.pause();
    const before = views.length;
    server.update({ seq: 2, changes: changesTo(11) });
    server.update({ seq: 3, changes: changesTo(12) });
    vi.advanceTimersByTime(60_000);
    expect(views).toHaveLength(before);
    client.resume();
    paint();
    expect(views).toHaveLength(before + 1);
    expect(total()).toBe(12);
    expect(server.asked).toHaveLength(1);
  });

  it('publishes at most twice a second, however many updates come', () => {
    const { server, views, paint, listen } = setUp();
    server.open();
    listen();
    server.accept(0, 0, 0);
    paint();
    const before = views.length;
    for (let seq = 1; seq <= 100; seq += 1) {
      server.update({ seq, changes: changesTo(seq) });
      vi.advanceTimersByTime(20);
    }
    expect(views.length - before).toBeLessThanOrEqual(4);
    expect(views.length - before).toBeGreaterThanOrEqual(3);
  });

  it('shares one subscription among equal queries and leaves the room with the last', () => {
    const { server, views, paint, listen } = setUp();
    server.open();
    const endOne = listen();
    const endTwo = listen();
    expect(server.asked).toHaveLength(1);
    server.accept(0, 1, 10);
    paint();
    expect(views).toHaveLength(2);
    endOne();
    expect(server.left).toEqual([]);
    endTwo();
    expect(server.left).toEqual(['a']);
  });

  it('stays in a room that another query shares', () => {
    const { server, listen } = setUp();
    server.open();
    const end = listen();
    listen({ ...query, limit: 10 });
    server.accept(0, 1, 10);
    server.accept(1, 1, 10);
    end();
    expect(server.left).toEqual([]);
  });

  it('leaves the room of an answer that nobody waits for any more', () => {
    const { server, listen } = setUp();
    server.open();
    listen()();
    server.accept(0, 1, 10);
    expect(server.left).toEqual(['a']);
  });
});
