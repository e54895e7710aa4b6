import { expect, test } from 'vitest';
import { splitArray } from './split-array.ts';

/** Numbers from 0 to `below` - 1, the same in each run (Park and Miller 1988). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function jsonValue(random: (below: number) => number, depth: number): unknown {
  const texts = ['', '"', '\\', '\\"', ']', '[', '{},', 'é\u0000', '\ud83e'];
  const plain = [null, true, -1.5e-7, 42, texts[random(texts.length)]];
  if (depth === 0 || random(3) > 0) return plain[random(plain.length)];
  const inner = Array.from({ length: random(4) }, () => jsonValue(random, depth - 1));
  return random(2) === 0
    ? inner
    : Object.fromEntries(inner.map((value, index) => [`${texts[random(texts.length)]}${index}`, value]));
}

test('every JSON array falls into the texts of its elements', () => {
  const random = seeded(7);
  for (let run = 0; run < 2_000; run++) {
    const elements = Array.from({ length: random(6) }, () => jsonValue(random, 4));
    const text = ` ${JSON.stringify(elements, null, [undefined, 1, '\t'][random(3)])}\n`;
    expect([...splitArray(text)].map((part) => JSON.parse(part) as unknown)).toEqual(JSON.parse(text));
  }
});

test('whatever the text is, it is split or refused', () => {
  const random = seeded(11);
  const letters = '[]{}"\\,a ';
  for (let run = 0; run < 5_000; run++) {
    const text = Array.from({ length: random(20) }, () => letters[random(letters.length)]).join('');
    try {
      for (const part of splitArray(text)) expect(text).toContain(part);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_json' });
    }
  }
});

test('depth and escapes cost one pass', () => {
  const begun = performance.now();
  expect([...splitArray(`[${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}]`)]).toHaveLength(1);
  expect(() => [...splitArray(`["${'\\'.repeat(1_000_001)}"]`)]).toThrow(/brackets or quotes/);
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test('an empty element is one, so that it is rejected in its place', () => {
  expect([...splitArray('[{"a":1},,2]')]).toEqual(['{"a":1}', '', '2']);
});
