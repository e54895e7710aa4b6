import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAnnouncer } from './announcer.ts';
import { createToasts } from './toasts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('speaks at once, then not more often than can be heard, and only the newest', () => {
  const { announce, spoken } = createAnnouncer();
  announce('Reconnecting');
  expect(spoken.value).toBe('Reconnecting');
  announce('Live');
  announce('Lagging');
  expect(spoken.value).toBe('Reconnecting');
  vi.advanceTimersByTime(2_000);
  expect(spoken.value).toBe('Lagging');
  vi.advanceTimersByTime(10_000);
  announce('Live');
  expect(spoken.value).toBe('Live');
});

it('shows the last few toasts, and lets each be dismissed', () => {
  const { say, dismiss, shown } = createToasts();
  const toasts = ['a', 'b', 'c', 'd'].map((title) => ({ title }));
  for (const toast of toasts) say(toast);
  expect(shown.value.map(({ title }) => title)).toEqual(['b', 'c', 'd']);
  if (toasts[2] !== undefined) dismiss(toasts[2]);
  expect(shown.value.map(({ title }) => title)).toEqual(['b', 'd']);
});
