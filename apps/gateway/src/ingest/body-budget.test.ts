import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { BodyBudget } from './body-budget.ts';

type Call = Parameters<BodyBudget['take']>[0];

/** A request, and what came of its body. */
function request(bytes: number | null, { complete = false, socket = new Socket() } = {}): Call {
  return { headers: bytes === null ? {} : { 'content-length': String(bytes) }, raw: { complete, socket } };
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

test('a body that was promised and does not come gives its room to others, one that waits for its answer does not', () => {
  let now = 0;
  const budget = new BodyBudget(100, () => now);
  const [slow, steady, waiting] = [new Socket(), new Socket(), new Socket()];
  const slowReply = reply();
  budget.take(request(40, { socket: slow }), slowReply);
  budget.take(request(30, { socket: steady }), reply());
  budget.take(request(30, { socket: waiting, complete: true }), reply());
  now = 4_000;
  expect(() => budget.take(request(40), reply())).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
  now = 10_000;
  Object.defineProperty(steady, 'bytesRead', { value: 250_000 });
  budget.take(request(40), reply());
  expect([slow, steady, waiting].map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
  // Its room does not come back a second time.
  slowReply.raw.emit('close');
  expect(() => budget.take(request(1), reply())).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
});
