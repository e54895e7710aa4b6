import { TidewatchError } from '@tidewatch/contract';
import { expect, test } from 'vitest';
import { WatchedStore } from './watched-store.ts';

const away = new TidewatchError('store_unavailable', 'away', { retry: true });

/** A store whose writes wait until a test lets them go, and whose `identity` a test breaks. */
function storeThatWaits() {
  let now = 0;
  let fault: Error | null = null;
  const writes: (() => void)[] = [];
  const write = () => new Promise<never[]>((resolve) => writes.push(() => resolve([])));
  const store = new WatchedStore(
    {
      prepare: async () => {},
      identity: async () => {
        if (fault !== null) throw fault;
        return 'name';
      },
      upsertPartials: write,
      indexEvents: write,
      prune: async () => 0,
    },
    { now: () => now },
  );
  const breakWith = (error: Error | null) => void (fault = error);
  return { store, writes, breakWith, pass: (ms: number) => void (now += ms) };
}

test('a store that is away is told until it answers', async () => {
  const { store, breakWith } = storeThatWaits();
  breakWith(away);
  await expect(store.identity()).rejects.toBe(away);
  expect(store.unready).toEqual(['the metric store does not answer']);
  breakWith(null);
  expect(await store.identity()).toBe('name');
  expect(store.unready).toEqual([]);
});

test('another fault is not the store being away', async () => {
  const { store, breakWith } = storeThatWaits();
  breakWith(new TidewatchError('newer_format', 'newer'));
  await expect(store.identity()).rejects.toThrow('newer');
  expect(store.unready).toEqual([]);
});

test('a write that waits long is told, the oldest of several, and no longer when it is done', async () => {
  const { store, writes, pass } = storeThatWaits();
  const first = store.upsertPartials([]);
  pass(20_000);
  const second = store.indexEvents([]);
  expect(store.unready).toEqual([]);
  pass(11_000);
  expect(store.unready).toEqual(['the metric store has not taken a write for 31 s']);
  writes[0]?.();
  await first;
  expect(store.unready).toEqual([]);
  writes[1]?.();
  await second;
});
