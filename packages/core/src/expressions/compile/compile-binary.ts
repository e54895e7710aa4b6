import type { Compiled, Node } from './compile-node.ts';
import { compileNode, ExpressionProblem } from './compile-node.ts';
import type { Environment } from '../environments.ts';
import { add, compare, divide, equals, modulo, multiply, subtract } from '../operators.ts';
import type { ExpressionType } from '../types.ts';
import { isNumber, isOpen, sameType, typeName, types, unify } from '../types.ts';

type Operation = (left: unknown, right: unknown) => unknown;

const operations: Readonly<Record<string, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': modulo,
  '==': equals,
  '!=': (left, right) => !equals(left, right),
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
};

const equalities = new Set(['==', '!=']);
const orderings = new Set(['<', '<=', '>', '>=']);
const ordered = new Set<ExpressionType['kind']>(['string', 'timestamp', 'duration', 'money']);

function timeArithmetic(operator: string, left: ExpressionType, right: ExpressionType): ExpressionType | null {
  if (left.kind === 'timestamp' && right.kind === 'timestamp') return operator === '-' ? types.duration : null;
  if (left.kind === 'timestamp' && right.kind === 'duration')
    return operator === '+' || operator === '-' ? types.timestamp : null;
  if (left.kind === 'duration' && right.kind === 'timestamp') return operator === '+' ? types.timestamp : null;
  if (left.kind === 'duration' && right.kind === 'duration')
    return operator === '+' || operator === '-' ? types.duration : null;
  return null;
}

/** Amounts of one currency add up; an amount times a number is an amount; the ratio of two amounts is a number. */
function moneyArithmetic(operator: string, left: ExpressionType, right: ExpressionType): ExpressionType | null {
  if (left.kind === 'money' && right.kind === 'money') {
    if (!sameType(left, right)) return null;
    return operator === '/' ? types.double : operator === '+' || operator === '-' ? left : null;
  }
  if (left.kind === 'money') return isNumber(right) && (operator === '*' || operator === '/') ? left : null;
  return right.kind === 'money' && isNumber(left) && operator === '*' ? right : null;
}

function arithmetic(operator: string, left: ExpressionType, right: ExpressionType): ExpressionType | null {
  if (left.kind === 'money' || right.kind === 'money') return moneyArithmetic(operator, left, right);
  if (isOpen(left) || isOpen(right)) return types.dyn;
  if (isNumber(left) && isNumber(right)) return left.kind === right.kind ? left : types.double;
  if (operator === '+' && left.kind === 'string' && right.kind === 'string') return types.string;
  if (operator === '+' && left.kind === 'list' && right.kind === 'list') return left;
  return timeArithmetic(operator, left, right);
}

/** A number beside an amount is in major units. */
function inMinorUnits(side: Compiled, other: ExpressionType): Compiled {
  if (other.kind !== 'money' || !isNumber(side.type)) return side;
  return { type: other, run: (scope) => multiply(side.run(scope), other.scale) };
}

function comparisonFits(operator: string, left: ExpressionType, right: ExpressionType): boolean {
  if (unify(left, right) === null) return false;
  if (equalities.has(operator) || isOpen(left) || isOpen(right)) return true;
  return isNumber(left) || ordered.has(left.kind);
}

/** The halves of an int division are amounts in whole minor units: a fraction must survive until it is rounded. */
function moneyOperand(side: Compiled): (scope: Readonly<Record<string, unknown>>) => unknown {
  if (side.type.kind !== 'int') return side.run;
  return (scope) => {
    const value = side.run(scope);
    return typeof value === 'bigint' ? Number(value) : value;
  };
}

/** Arithmetic and comparisons: checks the types, then joins the evaluations. */
export function compileBinary(node: Node, environment: Environment): Compiled {
  const operation = operations[node.op];
  if (operation === undefined) throw new ExpressionProblem(`${node.op} is not supported here`, node.start);
  const [leftNode, rightNode] = node.args as [Node, Node];
  let left = compileNode(leftNode, environment);
  let right = compileNode(rightNode, environment);
  const compares = equalities.has(node.op) || orderings.has(node.op);
  if (compares) [left, right] = [inMinorUnits(left, right.type), inMinorUnits(right, left.type)];
  const fits = compares ? comparisonFits(node.op, left.type, right.type) : true;
  const type = compares ? types.bool : arithmetic(node.op, left.type, right.type);
  if (type === null || !fits) {
    throw new ExpressionProblem(
      `${node.op} is not defined for ${typeName(left.type)} and ${typeName(right.type)}`,
      node.start,
    );
  }
  const withMoney = left.type.kind === 'money' || right.type.kind === 'money';
  const leftRun = withMoney ? moneyOperand(left) : left.run;
  const rightRun = withMoney ? moneyOperand(right) : right.run;
  return { type, run: (scope) => operation(leftRun(scope), rightRun(scope)) };
}
