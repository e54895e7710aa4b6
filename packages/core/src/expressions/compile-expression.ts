import type { Scope } from './compile/compile-node.ts';
import { compileNode, ExpressionProblem } from './compile/compile-node.ts';
import type { Environment } from './environments.ts';
import type { ExpressionShape } from './compile/expression-shape.ts';
import { expressionShape } from './compile/expression-shape.ts';
import { parseExpression } from './compile/parse-expression.ts';
import type { ExpressionType } from './types.ts';
import { EvaluationFault, ExpressionError } from './values.ts';

/** A checked expression. */
export interface Expression {
  readonly text: string;
  readonly type: ExpressionType;
  /** What a caller may do by itself, without `evaluate`; null for anything that needs evaluation. */
  readonly shape: ExpressionShape | null;
  /** The result for these variables, or why there is none. Never throws. Absent is null. */
  evaluate(scope: Scope): unknown;
}

/** An expression or what is wrong with its text; `offset` counts UTF-16 units from its start. */
export type CompileResult =
  | { readonly expression: Expression; readonly problem?: undefined }
  | { readonly expression?: undefined; readonly problem: { readonly message: string; readonly offset: number } };

function evaluator(run: (scope: Scope) => unknown): (scope: Scope) => unknown {
  return (scope) => {
    try {
      return run(scope);
    } catch (cause) {
      return new ExpressionError(cause instanceof EvaluationFault ? cause.message : 'the expression failed');
    }
  };
}

/**
 * Checks a CEL expression (cel-spec) against the names and types of an environment and turns it into closures.
 * Ordinary input does not fail: absent fields and x/0 are null, arithmetic with null is null, a null condition is false.
 */
export function compileExpression(text: string, environment: Environment): CompileResult {
  const parsed = parseExpression(text);
  if (parsed.node === undefined) return { problem: parsed.problem };
  const root = parsed.node;
  try {
    const { type, run } = compileNode(root, environment);
    return { expression: { text, type, shape: expressionShape(root, environment), evaluate: evaluator(run) } };
  } catch (cause) {
    if (cause instanceof ExpressionProblem) return { problem: { message: cause.message, offset: cause.offset } };
    throw cause;
  }
}
