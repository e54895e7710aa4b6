import { VirtualTimeScheduler } from 'rxjs';
import { TidewatchError } from '@tidewatch/contract';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite';
import { expect, test } from 'vitest';
import { preparedStores } from './prepared-stores.ts';

/** Looks for a while in virtual time at a store whose name and faults a test chooses. */
async function look(answers: readonly (string | null | Error)[]) {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const prepared: string[] = [];
  const left = [...answers];
  const store = {
    prepare: async () => void prepared.push('prepared'),
    identity: async () => {
      const answer = left.shift() ?? null;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const seen: unknown[] = [];
  const looking = preparedStores(store, suiteCatalog, scheduler).subscribe({
    next: (identity) => seen.push(identity),
    error: (error: unknown) => seen.push(error),
  });
  while (left.length > 0 && !looking.closed) {
    scheduler.maxFrames = scheduler.frame + 1_000;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  looking.unsubscribe();
  return { seen, prepared: prepared.length };
}

const away = new TidewatchError('store_unavailable', 'away', { retry: true });

test('tells the name once, however often it is asked', async () => {
  expect(await look(['a', 'a', 'a'])).toEqual({ seen: ['a'], prepared: 1 });
});

test('prepares a store that was emptied and tells its new name', async () => {
  expect(await look(['a', null, 'b', 'b'])).toEqual({ seen: ['a', 'b'], prepared: 2 });
});

test('a store that somebody else prepared again is noticed', async () => {
  expect(await look(['a', 'b'])).toEqual({ seen: ['a', 'b'], prepared: 1 });
});

test('a store that is away keeps its name', async () => {
  expect(await look(['a', away, away, 'a'])).toEqual({ seen: ['a'], prepared: 1 });
});

test('what cannot pass ends it', async () => {
  const fault = new TidewatchError('newer_format', 'newer');
  expect((await look(['a', fault, 'a'])).seen).toEqual(['a', fault]);
});
