import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from './compile-pattern.ts';
import { compileMatchers, matcherText, parseMatcher } from './label-matchers.ts';

describe('patterns', () => {
  test.each([
    ['crit.*', ['critical', 'crit'], ['critic!?'.slice(0, 2), 'xcritical']],
    ['a|b|', ['a', 'b', ''], ['ab']],
    ['(foo|ba[rz])+\\d{2,3}', ['foo12', 'bazbar123'], ['foo1', 'foo1234', '12']],
    ['[^a-c\\s]+', ['xyz'], ['xay', 'x y']],
    ['^x?$', ['', 'x'], ['xx']],
    ['(?i)jakarta', ['Jakarta', 'JAKARTA'], ['jakart']],
    ['\\.\\*', ['.*'], ['ab']],
    ['[]x-]+', [']x-'], ['y']],
    ['😀{2}', ['😀😀'], ['😀']],
  ])('%s', (pattern, matching, others) => {
    const test = compilePattern(pattern);
    expect(matching.filter((text) => !test(text))).toEqual([]);
    expect(others.filter(test)).toEqual([]);
  });

  test.each([
    '(',
    ')',
    '[a',
    'a**',
    '*a',
    'a{3,2}',
    'a{1000}',
    '(?=x)',
    '\\b',
    'a^b',
    'x'.repeat(501),
    '((a{100}){100}){100}',
  ])('refuses %s', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/./);
  });

  test('takes time in proportion to the text, whatever the pattern', () => {
    const slow = compilePattern('(a+)+(a|a)*(a?){50}b');
    const began = performance.now();
    expect(slow('a'.repeat(4_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('agrees with the regular expressions of the language', () => {
    const parts = constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab)*', 'a?', 'b+', 'a{2}', 'b{0,2}', '|');
    const patterns = string({ unit: parts, maxLength: 6 });
    const texts = string({ unit: constantFrom('a', 'b', 'c'), maxLength: 8 });
    assert(
      property(patterns, texts, (pattern, text) => {
        expect(compilePattern(pattern)(text)).toBe(new RegExp(`^(?:${pattern})$`, 's').test(text));
      }),
    );
  });
});

describe('matchers', () => {
  test.each([
    ['severity = critical', 'severity="critical"'],
    ['severity=~"crit|warn"', 'severity=~"crit|warn"'],
    ['city != "Kota \\"A\\""', 'city!="Kota \\"A\\""'],
    ['team !~ x.*', 'team!~"x.*"'],
    ['team =', 'team=""'],
  ])('%s', (text, normal) => {
    expect(matcherText(parseMatcher(text))).toBe(normal);
  });

  test.each(['severity', '= x', 'a b = c', 'x =~ (', 'x = "open'])('refuses %s', (text) => {
    expect(() => parseMatcher(text)).toThrow(/./);
  });

  test('all must hold; an absent label is empty; nothing of the prototype counts', () => {
    const matches = compileMatchers([parseMatcher('a = 1'), parseMatcher('b != 2'), parseMatcher('toString = ""')]);
    expect(matches({ a: '1' })).toBe(true);
    expect(matches({ a: '1', b: '2' })).toBe(false);
    expect(matches({})).toBe(false);
    expect(compileMatchers([])({})).toBe(true);
  });
});
