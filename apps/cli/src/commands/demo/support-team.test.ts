import { expect, test } from 'vitest';
import { createPlatform } from '../../simulator/create-platform.ts';
import { supportActs } from './support-team.ts';

const hourMs = 3_600_000;
const from = Date.UTC(2026, 10, 20, 3);
const events = [...createPlatform({ seed: 1, ratePerSecond: 2 }).eventsBetween(from, from + 6 * hourMs)];
const cancelled = events.filter(({ type }) => type === 'order.cancelled');
const acts = cancelled.map((event) => supportActs(event, 1));

test('the team looks after cancelled orders, the same way each time', () => {
  expect(cancelled.length).toBeGreaterThan(100);
  expect(events.filter(({ type }) => type !== 'order.cancelled').flatMap((event) => supportActs(event, 1))).toEqual([]);
  expect(cancelled.map((event) => supportActs(event, 1))).toEqual(acts);
});

test('each case is claimed, then ended by who has it; few wait longer than a quarter of an hour', () => {
  const waits = acts.flatMap(([claim]) => (claim === undefined ? [] : [claim.at - claim.event.time]));
  expect(waits.filter((wait) => wait > 15 * 60_000).length / waits.length).toBeLessThan(0.1);
  for (const [claim, ...rest] of acts) {
    if (claim === undefined) continue;
    expect(claim.act.act).toBe('claim');
    expect(rest.at(-1)?.act.act).toBe('outcome');
    expect(rest.every(({ by, at }) => by === claim.by && at >= claim.at)).toBe(true);
  }
});

test('a request names one act of one case', () => {
  const requests = acts.flat().map(({ request }) => request);
  expect(new Set(requests).size).toBe(requests.length);
  expect(requests.every((request) => /^[\w-]{8,64}$/.test(request))).toBe(true);
});
