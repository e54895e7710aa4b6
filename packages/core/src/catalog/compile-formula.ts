import type { Formula } from '@tidewatch/contract';
import { compileExpression } from '../expressions/compile-expression.ts';
import { formulaEnvironment } from '../expressions/environments.ts';

/**
 * The value of a formula from the values of its inputs (API units). Null where an input is null, where something is
 * divided by zero, and where the formula fails. Throws for a formula that the loader would have refused.
 */
export function compileFormula(formula: Formula): (values: Readonly<Record<string, number | null>>) => number | null {
  const { expression, problem } = compileExpression(formula.formula, formulaEnvironment(formula.inputs));
  if (expression === undefined)
    throw new Error(`the formula of "${formula.metric}" was never checked: ${problem.message}`);
  return (values) => {
    const result = expression.evaluate(values);
    if (typeof result === 'bigint') return Number(result);
    return typeof result === 'number' && Number.isFinite(result) ? result : null;
  };
}
