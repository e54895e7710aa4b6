import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { compileExpression } from '../../expressions/compile-expression.ts';
import { ruleEnvironment } from '../../expressions/rule-environment.ts';
import type { Reading } from './reading.ts';

/** A condition over one reading. Null where a number is missing, x/0 and failures count as not met. */
export type Condition = (reading: Reading) => boolean;

/** The conditions of a rule, ready to run. */
export interface RuleConditions {
  /** `when` and `minCount`: the rule's reason to fire. */
  readonly isMet: Condition;
  /** `clear`, or the opposite of `when`: the rule's reason to stop. Never true together with `isMet`. */
  readonly isOver: Condition;
}

const never: Condition = () => false;

/** Throws for expressions that the catalog's check would have refused. */
export function compileRule(rule: Pick<Rule, 'rule' | 'when' | 'clear' | 'minCount'>): RuleConditions {
  const { minCount } = rule;
  const when = rule.when === null ? never : compileCondition(rule.when);
  const clear = rule.clear === null ? null : compileCondition(rule.clear);
  const isMet: Condition =
    minCount === 0 ? when : (reading) => reading.count !== null && reading.count >= minCount && when(reading);
  return {
    isMet,
    isOver: clear === null ? (reading) => !isMet(reading) : (reading) => clear(reading) && !isMet(reading),
  };
}

/** Throws an error whose message says what is wrong with the text. */
function compileCondition(text: string): Condition {
  const { expression, problem } = compileExpression(text, ruleEnvironment);
  if (expression === undefined) throw new Error(`${text}: ${problem.message}`);
  const { type } = expression;
  if (type.kind !== 'bool' && type.kind !== 'dyn') throw new Error(`${text} is a ${type.kind}, not a condition`);
  // A reading is the scope itself: nothing is copied for each evaluation.
  return (reading) => expression.evaluate(reading) === true;
}
