import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useRenewal } from './use-renewal.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const renewing = (missing: boolean) => {
  const isMissing = ref(missing);
  const renew = vi.fn(async () => {});
  const scope = effectScope();
  scope.run(() => useRenewal(() => isMissing.value, renew));
  return { isMissing, renew, scope };
};

it('reads again until nothing is missing', async () => {
  const { isMissing, renew, scope } = renewing(true);
  await vi.advanceTimersByTimeAsync(4_500);
  expect(renew).toHaveBeenCalledTimes(2);
  isMissing.value = false;
  await nextTick();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renew).toHaveBeenCalledTimes(2);
  scope.stop();
});

it('gives up after 20 s, and leaves a whole list alone', async () => {
  const short = renewing(true);
  const whole = renewing(false);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(short.renew).toHaveBeenCalledTimes(10);
  expect(whole.renew).not.toHaveBeenCalled();
});

it('ends with its list', async () => {
  const { renew, scope } = renewing(true);
  scope.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renew).not.toHaveBeenCalled();
});
