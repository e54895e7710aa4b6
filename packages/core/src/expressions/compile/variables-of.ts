import type { Node } from './compile-node.ts';
import { parseExpression } from './parse-expression.ts';

/** A variable in an expression's text: UTF-16 offsets. */
export interface VariableUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value;

function collect(value: unknown, into: VariableUse[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
    return;
  }
  if (!isNode(value)) return;
  if (value.op === 'id') into.push({ name: value.args as string, start: value.start, end: value.end });
  else collect(value.args, into);
}

/** Variables of an expression in the order of its text; none for text that does not parse. */
export function variablesOf(text: string): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  const { node } = parseExpression(text);
  if (node !== undefined) collect(node, uses);
  return uses.toSorted((left, right) => left.start - right.start);
}
