import type { AlertEvidence } from '@tidewatch/contract/alerts';
import type { Node } from '../../expressions/compile/compile-node.ts';
import { parseExpression } from '../../expressions/compile/parse-expression.ts';
import type { FiringSide } from './firing-side.ts';

/** A line that a value must not cross. */
export interface Threshold {
  readonly side: FiringSide;
  readonly value: number;
}

type Numbers = Pick<AlertEvidence, 'count' | 'previous' | 'baseline' | 'target'>;

const sides: Readonly<Record<string, FiringSide>> = { '>': 'above', '>=': 'above', '<': 'below', '<=': 'below' };

/**
 * Where the threshold of a condition lies with these numbers: of `value > 20`, `value < previous.week * 0.5 && count > 9`. Where several
 * bound the value, the one that is met last. Null for alternatives, and for what is no comparison of `value` with numbers.
 */
export function thresholdOf(condition: string, numbers: Numbers): Threshold | null {
  const found = clausesOf(parseExpression(condition).node).flatMap(
    (clause) => thresholdOfClause(clause, numbers) ?? [],
  );
  const [first] = found;
  if (first === undefined || found.some(({ side }) => side !== first.side)) return null;
  const values = found.map(({ value }) => value);
  return { side: first.side, value: first.side === 'above' ? Math.max(...values) : Math.min(...values) };
}

const isNode = (part: unknown): part is Node => typeof part === 'object' && part !== null && 'op' in part;
const pairOf = ({ args }: Node): readonly unknown[] => (Array.isArray(args) ? (args as readonly unknown[]) : []);

/** What has to be true together. */
const clausesOf = (part: unknown): readonly Node[] =>
  !isNode(part) ? [] : part.op === '&&' ? pairOf(part).flatMap(clausesOf) : [part];

function thresholdOfClause(clause: Node, numbers: Numbers): Threshold | null {
  const side = sides[clause.op];
  if (side === undefined) return null;
  const [left, right] = pairOf(clause);
  const value = isValue(left) ? numberOf(right, numbers) : isValue(right) ? numberOf(left, numbers) : null;
  if (value === null || !Number.isFinite(value)) return null;
  return { value, side: isValue(left) ? side : side === 'above' ? 'below' : 'above' };
}

const isValue = (part: unknown): boolean => isNode(part) && part.op === 'id' && part.args === 'value';

const sums: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

function numberOf(part: unknown, numbers: Numbers): number | null {
  if (!isNode(part)) return null;
  if (part.op === 'value') return typeof part.args === 'string' || part.args === null ? null : Number(part.args);
  if (part.op === 'id') return part.args === 'count' ? numbers.count : part.args === 'target' ? numbers.target : null;
  if (part.op === '.') return memberOf(pairOf(part), numbers);
  if (part.op === '-_') {
    const number = numberOf(part.args, numbers);
    return number === null ? null : -number;
  }
  const sum = sums[part.op];
  const [left, right] = pairOf(part).flatMap((side) => numberOf(side, numbers) ?? []);
  return sum === undefined || left === undefined || right === undefined ? null : sum(left, right);
}

function memberOf([of, name]: readonly unknown[], { previous, baseline }: Numbers): number | null {
  const known: Readonly<Record<string, number | null | undefined>> = {
    'previous.day': previous?.day,
    'previous.week': previous?.week,
    'baseline.median': baseline?.median,
    'baseline.spread': baseline?.spread,
  };
  return isNode(of) && of.op === 'id' ? (known[`${String(of.args)}.${String(name)}`] ?? null) : null;
}
