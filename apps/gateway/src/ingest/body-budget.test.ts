import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { BodyBudget } from './body-budget.ts';

function request(bytes: number | null): { headers: Record<string, string> } {
  return { headers: bytes === null ? {} : { 'content-length': String(bytes) } };
}

const reply = (): { raw: ServerResponse } => ({ raw: new EventEmitter() as unknown as ServerResponse });

test('bodies that together are too large wait until others are answered', () => {
  const budget = new BodyBudget(100);
  const first = reply();
  budget.take(request(60), first);
  expect(() => budget.take(request(60), reply())).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
  budget.take(request(40), reply());
  first.raw.emit('close');
  budget.take(request(60), reply());
});

test('a body that alone is too large is for others to refuse; one of unknown length counts as the largest', () => {
  const budget = new BodyBudget(100);
  const only = reply();
  budget.take(request(1_000), only);
  only.raw.emit('close');
  budget.take(request(null), reply());
  expect(() => budget.take(request(1), reply())).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
});
