import { afterEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { useMinutely } from './use-minutely.ts';

afterEach(() => vi.unstubAllGlobals());

const answerOf = (total: number) => ({ metric: 'orders', asOf: 5, series: [{ group: {}, points: [], total }] });

it('asks once for the same minute and query, again with the next, and keeps what it has when nobody answers', async () => {
  const asked: string[] = [];
  let answer: (() => Promise<unknown>) | null = () => Promise.resolve(answerOf(asked.length));
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return answer === null ? Promise.reject(new Error('away')) : Promise.resolve({ ok: true, json: answer });
  });
  const nowMs = shallowRef(60_000);
  const where = shallowRef<string[]>(['city:A', 'city:B']);
  const scope = effectScope();
  const view = scope.run(() =>
    useMinutely({ nowMs }, () => ({ kind: 'series', metric: 'orders', from: 'now-7d', to: 'now', where: where.value })),
  );
  const total = () => view?.value.snapshot?.answer.series[0]?.total;
  await vi.waitFor(() => expect(total()).toBe(1));
  expect(asked).toEqual(['/v1/metrics/orders/series?from=now-7d&to=now&where=city%3AA&where=city%3AB']);
  nowMs.value = 119_999;
  await nextTick();
  expect(asked).toHaveLength(1);
  nowMs.value = 120_000;
  await vi.waitFor(() => expect(total()).toBe(2));
  answer = null;
  where.value = ['city:A'];
  await vi.waitFor(() => expect(view?.value.state).toBe('refused'));
  expect(total()).toBe(2);
  scope.stop();
});
