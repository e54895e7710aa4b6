import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPainter } from './painter.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Asks every `arrivalMs` for ten seconds and answers how long each asking waited, ms, and when was painted. */
const paintedWhile = (arrivalMs: number) => {
  const waits: number[] = [];
  const paints: number[] = [];
  let asked: number[] = [];
  const painter = createPainter(() => {
    paints.push(performance.now());
    waits.push(...asked.map((at) => performance.now() - at));
    asked = [];
  }, 500);
  for (let ms = 0; ms < 10_000; ms += 1) {
    if (ms % arrivalMs === 0) {
      asked.push(performance.now());
      painter.request();
    }
    vi.advanceTimersByTime(1);
  }
  painter.stop();
  return { meanWaitMs: waits.reduce((sum, wait) => sum + wait, 0) / waits.length, paints };
};

it('paints soon after a quiet time, then keeps its distance', () => {
  const paint = vi.fn();
  const painter = createPainter(paint, 500);
  painter.request();
  vi.advanceTimersByTime(20);
  expect(paint).toHaveBeenCalledTimes(1);
  painter.request();
  vi.advanceTimersByTime(449);
  expect(paint).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(paint).toHaveBeenCalledTimes(2);
});

it.each([7, 100, 200, 250, 330, 400])('paints at most twice in any second when asked every %i ms', (arrivalMs) => {
  const { paints } = paintedWhile(arrivalMs);
  expect(paints.length).toBeGreaterThanOrEqual(18);
  for (const [index, at] of paints.entries())
    expect((paints[index + 2] ?? Infinity) - at).toBeGreaterThanOrEqual(1_000);
});

it('keeps step with what arrives, not with a clock of its own', () => {
  // A clock of 500 ms would make them wait for 250 ms.
  expect(paintedWhile(200).meanWaitMs).toBeLessThan(190);
});

it('paints nothing that was not asked for', () => {
  const paint = vi.fn();
  const painter = createPainter(paint, 500);
  painter.pause();
  painter.resume();
  vi.advanceTimersByTime(10_000);
  expect(paint).not.toHaveBeenCalled();
});

it('paints once after a pause', () => {
  const paint = vi.fn();
  const painter = createPainter(paint, 500);
  painter.request();
  painter.pause();
  painter.request();
  vi.advanceTimersByTime(10_000);
  expect(paint).not.toHaveBeenCalled();
  painter.resume();
  vi.advanceTimersByTime(500);
  expect(paint).toHaveBeenCalledTimes(1);
});
