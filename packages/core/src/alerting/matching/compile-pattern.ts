import { parsePattern, PatternError, type PatternNode } from './parse-pattern.ts';

export { PatternError } from './parse-pattern.ts';

const patternLengthMax = 500;
const statesMax = 2_000;
const valueLengthMax = 4_096;

type Step =
  | { readonly kind: 'one'; readonly test: (codePoint: number) => boolean; readonly next: number }
  | { readonly kind: 'split'; readonly ways: readonly number[] }
  | { readonly kind: 'match' };

/**
 * A test for whole texts. It follows all ways at once (Thompson, Regular Expression Search Algorithm, 1968), so its time is bounded by
 * pattern × text whatever the pattern. Longer texts than 4,096 characters do not match. Throws `PatternError` for what is not in the subset.
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  if (pattern.length > patternLengthMax) throw new PatternError(`a pattern has at most ${patternLengthMax} characters`);
  const steps: Step[] = [{ kind: 'match' }];
  const add = (step: Step): number => {
    if (steps.length >= statesMax) throw new PatternError('the pattern is too large: use smaller repetitions');
    return steps.push(step) - 1;
  };
  const start = compile(parsePattern(pattern), 0, add, steps);
  return (text) => text.length <= valueLengthMax && matches(steps, start, text);
}

/** Adds the steps of a node that goes on at `next`; returns where it begins. */
function compile(node: PatternNode, next: number, add: (step: Step) => number, steps: Step[]): number {
  switch (node.kind) {
    case 'one':
      return add({ kind: 'one', test: node.test, next });
    case 'all':
      return node.nodes.reduceRight((after, inner) => compile(inner, after, add, steps), next);
    case 'any':
      return add({ kind: 'split', ways: node.nodes.map((inner) => compile(inner, next, add, steps)) });
    case 'repeat':
      return compileRepeat(node, next, add, steps);
  }
}

function compileRepeat(
  { node, min, max }: Extract<PatternNode, { kind: 'repeat' }>,
  next: number,
  add: (step: Step) => number,
  steps: Step[],
): number {
  let at = next;
  if (max === Infinity) {
    const loop = add({ kind: 'split', ways: [next] });
    const body = compile(node, loop, add, steps);
    steps[loop] = { kind: 'split', ways: [body, next] };
    at = loop;
  } else {
    for (let extra = min; extra < max; extra += 1)
      at = add({ kind: 'split', ways: [compile(node, at, add, steps), next] });
  }
  for (let times = 0; times < min; times += 1) at = compile(node, at, add, steps);
  return at;
}

function matches(steps: readonly Step[], start: number, text: string): boolean {
  let here = new Set<number>();
  enter(steps, start, here);
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const after = new Set<number>();
    for (const at of here) {
      const step = steps[at];
      if (step?.kind === 'one' && step.test(point)) enter(steps, step.next, after);
    }
    if (after.size === 0) return false;
    here = after;
  }
  return here.has(0);
}

function enter(steps: readonly Step[], first: number, into: Set<number>): void {
  const waiting = [first];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (into.has(at)) continue;
    into.add(at);
    const step = steps[at];
    if (step?.kind === 'split') waiting.push(...step.ways);
  }
}
