import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { Node } from '../../expressions/compile/compile-node.ts';
import { parseExpression } from '../../expressions/compile/parse-expression.ts';

/** Which way a rule's value goes when it gets worse. */
export type FiringSide = 'above' | 'below';

/** Which of two values is further to the side on which a rule fires; null is further than none. */
export const worseOf = (side: FiringSide, one: number | null, other: number | null): number | null =>
  one === null || (other !== null && (side === 'below' ? other < one : other > one)) ? other : one;

/** `mixed`: the value counts, but not from one side alone. */
type Side = FiringSide | 'mixed' | null;

const comparisons: Readonly<Record<string, FiringSide>> = { '>': 'above', '>=': 'above', '<': 'below', '<=': 'below' };

/**
 * The side on which `when` fires, read from its comparisons of `value` with anything but `value`. Where they disagree or there are none,
 * the side that is not the metric's `good`; above, where it has no `good` either.
 */
export function firingSide({ when, good }: Pick<Rule, 'when' | 'good'>): FiringSide {
  const side = when === null ? null : sideOf(parseExpression(when).node);
  if (side === 'above' || side === 'below') return side;
  return good === 'up' ? 'below' : 'above';
}

function sideOf(node: unknown): Side {
  if (!readsValue(node)) return null;
  const [left, right] = isNode(node) && Array.isArray(node.args) ? (node.args as unknown[]) : [];
  const { op } = node as Node;
  if (op === '&&' || op === '||') {
    const [one, other] = [sideOf(left), sideOf(right)];
    return one === null || one === other ? other : other === null ? one : 'mixed';
  }
  const side = comparisons[op];
  if (side === undefined) return 'mixed';
  if (isValue(left) && !readsValue(right)) return side;
  if (isValue(right) && !readsValue(left)) return side === 'above' ? 'below' : 'above';
  return 'mixed';
}

const isNode = (part: unknown): part is Node => typeof part === 'object' && part !== null && 'op' in part;
const isValue = (part: unknown): boolean => isNode(part) && part.op === 'id' && part.args === 'value';

function readsValue(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(readsValue);
  return isNode(part) && (isValue(part) || (part.op !== 'id' && readsValue(part.args)));
}
