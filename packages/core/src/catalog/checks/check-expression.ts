import type { CompileResult, Expression } from '../../expressions/compile-expression.ts';
import { compileExpression } from '../../expressions/compile-expression.ts';
import type { Environment } from '../../expressions/environments.ts';
import type { ExpressionType } from '../../expressions/types.ts';
import { isOpen, typeName } from '../../expressions/types.ts';
import type { Defined, DocumentPath } from './documents.ts';

/** Compiles the expression at a path and reports what is wrong with it, its type included. Null when it cannot be used. */
export function checkExpression(
  text: string,
  environment: Environment,
  allowed: readonly ExpressionType['kind'][],
  report: Defined<unknown>['report'],
  path: DocumentPath,
): Expression | null {
  const result: CompileResult = compileExpression(text, environment);
  if (result.expression === undefined) {
    report(path, `${path.join('.')}: ${result.problem.message}`, { offset: result.problem.offset });
    return null;
  }
  const { type } = result.expression;
  if (isOpen(type) || allowed.includes(type.kind)) return result.expression;
  report(path, `${path.join('.')} must be ${allowed.join(' or ')}, not ${typeName(type)}`);
  return null;
}
