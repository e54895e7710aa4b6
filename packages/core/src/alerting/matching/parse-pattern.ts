/** A regular expression as a tree. `one` matches one code point. */
export type PatternNode =
  | { readonly kind: 'one'; readonly test: (codePoint: number) => boolean }
  | { readonly kind: 'all'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'any'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number };

/** What is wrong with a pattern; the message is for people. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

const repeatsMax = 100;
const depthMax = 20;
type Test = (codePoint: number) => boolean;

const code = (character: string): number => character.codePointAt(0) ?? 0;
const between =
  (first: string, last: string): Test =>
  (point) =>
    point >= code(first) && point <= code(last);
const either =
  (tests: readonly Test[]): Test =>
  (point) =>
    tests.some((test) => test(point));
const not =
  (test: Test): Test =>
  (point) =>
    !test(point);

const digit = between('0', '9');
const word = either([digit, between('a', 'z'), between('A', 'Z'), (point) => point === code('_')]);
const space: Test = (point) => point === 32 || (point >= 9 && point <= 13) || point === 160;
const classes: Readonly<Record<string, Test>> = {
  d: digit,
  D: not(digit),
  w: word,
  W: not(word),
  s: space,
  S: not(space),
};
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/**
 * Reads a pattern of the linear-time subset of RE2: literals, `.`, classes, groups, `|`, `*`, `+`, `?`, `{m,n}` up to 100, and `(?i)` at
 * the start. A match is always of the whole text, so `^` and `$` may only stand at the ends. Throws `PatternError`.
 */
export function parsePattern(pattern: string): PatternNode {
  const ignoreCase = pattern.startsWith('(?i)');
  const body = pattern
    .slice(ignoreCase ? 4 : 0)
    .replace(/^\^/, '')
    .replace(/(?<!\\)\$$/, '');
  return new PatternReader([...body], ignoreCase).read();
}

class PatternReader {
  readonly #characters: readonly string[];
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(characters: readonly string[], ignoreCase: boolean) {
    this.#characters = characters;
    this.#ignoreCase = ignoreCase;
  }

  read(): PatternNode {
    const node = this.#choice(0);
    if (this.#at < this.#characters.length) throw new PatternError('")" closes no group');
    return node;
  }

  #choice(depth: number): PatternNode {
    if (depth > depthMax) throw new PatternError(`groups are nested deeper than ${depthMax}`);
    const nodes = [this.#sequence(depth)];
    while (this.#take('|')) nodes.push(this.#sequence(depth));
    return nodes.length === 1 ? (nodes[0] as PatternNode) : { kind: 'any', nodes };
  }

  #sequence(depth: number): PatternNode {
    const nodes: PatternNode[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek())
      nodes.push(this.#repeated(this.#atom(depth)));
    return { kind: 'all', nodes };
  }

  #atom(depth: number): PatternNode {
    const next = this.#next();
    if (next === '(') {
      if (this.#take('?') && !this.#take(':'))
        throw new PatternError('"(?" is possible only as "(?:" or as (?i) at the start');
      const node = this.#choice(depth + 1);
      if (!this.#take(')')) throw new PatternError('")" is missing');
      return node;
    }
    if (next === '[') return { kind: 'one', test: this.#folded(this.#class()) };
    if (next === '.') return { kind: 'one', test: () => true };
    if (next === '\\') return { kind: 'one', test: this.#folded(this.#escape()) };
    if ('*+?{'.includes(next)) throw new PatternError(`"${next}" repeats nothing; write \\${next} for the character`);
    if ('^$'.includes(next))
      throw new PatternError(`"${next}" may only stand at the end; write \\${next} for the character`);
    return { kind: 'one', test: this.#folded((point) => point === code(next)) };
  }

  #repeated(node: PatternNode): PatternNode {
    const [min, max] = this.#bounds() ?? [1, 1];
    if (min === 1 && max === 1) return node;
    const next = this.#peek();
    if (next !== undefined && '*+?'.includes(next)) throw new PatternError('a repetition cannot be repeated');
    return { kind: 'repeat', node, min, max };
  }

  #bounds(): readonly [number, number] | null {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    if (!this.#take('{')) return null;
    let text = '';
    while (this.#peek() !== '}') text += this.#next();
    this.#next();
    const found = /^(\d{1,3})(,(\d{0,3}))?$/.exec(text);
    const min = Number(found?.[1] ?? Number.NaN);
    const max = found?.[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
    if (!(min <= max) || min > repeatsMax || (max > repeatsMax && max !== Infinity))
      throw new PatternError(`{${text}} is no repetition: write {2}, {2,} or {2,5}, at most ${repeatsMax}`);
    return [min, max];
  }

  #class(): Test {
    const negated = this.#take('^');
    const tests: Test[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) tests.push(this.#classItem());
    this.#next();
    return negated ? not(either(tests)) : either(tests);
  }

  #classItem(): Test {
    const first = this.#next();
    if (first === '\\') return this.#escape();
    if (this.#peek() !== '-' || this.#characters[this.#at + 1] === ']') return (point) => point === code(first);
    this.#next();
    const last = this.#next();
    if (code(last) < code(first)) throw new PatternError(`the range ${first}-${last} is empty`);
    return between(first, last);
  }

  #escape(): Test {
    const next = this.#next();
    const named = classes[next];
    if (named !== undefined) return named;
    const meant = escapes[next] ?? next;
    if (meant === next && /[A-Za-z0-9]/.test(next)) throw new PatternError(`\\${next} is not supported`);
    return (point) => point === code(meant);
  }

  #folded(test: Test): Test {
    if (!this.#ignoreCase) return test;
    return (point) => {
      const character = String.fromCodePoint(point);
      return test(code(character.toLowerCase())) || test(code(character.toUpperCase()));
    };
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(wanted: string): boolean {
    if (this.#peek() !== wanted) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    const next = this.#peek();
    if (next === undefined) throw new PatternError('the pattern ends too early');
    this.#at += 1;
    return next;
  }
}
