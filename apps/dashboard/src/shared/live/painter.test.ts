import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPainter } from './painter.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('paints soon after a quiet time, then keeps its distance', () => {
  const paint = vi.fn();
  const painter = createPainter(paint, 500);
  painter.request();
  vi.advanceTimersByTime(30);
  expect(paint).toHaveBeenCalledTimes(1);
  painter.request();
  vi.advanceTimersByTime(499);
  expect(paint).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(paint).toHaveBeenCalledTimes(2);
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
