import { expect, it } from 'vitest';
import { GroupPool } from './group-pool.ts';

it('gives the same group for the same values, and another for others', () => {
  const pool = new GroupPool();
  const first = pool.keyed(['m1', 'Jakarta']);
  expect(pool.keyed(['m1', 'Jakarta'])).toBe(first);
  expect(pool.keyed(['m1', 'Bandung'])).not.toBe(first);
});

it('tells groups apart that have the same key and another number of dimensions', () => {
  const pool = new GroupPool();
  const groups = [['a\u0000b'], ['a', 'b'], [''], []];
  expect(groups.map((group) => pool.keyed(group).group)).toEqual(groups);
  expect(groups.map((group) => pool.keyed([...group]).group)).toEqual(groups);
});

it('forgets when it holds many, and still answers rightly', () => {
  const pool = new GroupPool();
  const first = pool.keyed(['first']);
  for (let index = 0; index < 50_000; index += 1) pool.keyed([`m${index}`]);
  const again = pool.keyed(['first']);
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});
