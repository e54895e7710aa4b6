import { Duration, EvaluationFault, Timestamp, typeWord } from './values.ts';

/**
 * CEL's operators at evaluation, made to stand ordinary input (cel-spec, "Standard Definitions", with these differences):
 * arithmetic with null is null, ordering with null is false, division by zero is null, int and double mix to double.
 */

const int64Max = 9_223_372_036_854_775_807n;
const int64Min = -9_223_372_036_854_775_808n;

/** Refuses what CEL's int (64 bit) cannot hold. */
export function checkedInt(value: bigint): bigint {
  if (value > int64Max || value < int64Min) throw new EvaluationFault('integer overflow');
  return value;
}

const isNumeric = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

function undefinedFor(operator: string, left: unknown, right: unknown): never {
  throw new EvaluationFault(`${operator} is not defined for ${typeWord(left)} and ${typeWord(right)}`);
}

export function add(left: unknown, right: unknown): unknown {
  if (left === null || right === null) return null;
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkedInt(left + right);
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (isNumeric(left) && isNumeric(right)) return Number(left) + Number(right);
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Timestamp) return new Timestamp(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms + right.ms);
  if (Array.isArray(left) && Array.isArray(right)) return [...(left as unknown[]), ...(right as unknown[])];
  return undefinedFor('+', left, right);
}

export function subtract(left: unknown, right: unknown): unknown {
  if (left === null || right === null) return null;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkedInt(left - right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) - Number(right);
  if (left instanceof Timestamp && right instanceof Timestamp) return new Duration(left.ms - right.ms);
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.ms - right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms - right.ms);
  return undefinedFor('-', left, right);
}

export function multiply(left: unknown, right: unknown): unknown {
  if (left === null || right === null) return null;
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkedInt(left * right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) * Number(right);
  return undefinedFor('*', left, right);
}

export function divide(left: unknown, right: unknown): unknown {
  if (left === null || right === null) return null;
  if (!isNumeric(left) || !isNumeric(right)) return undefinedFor('/', left, right);
  if (Number(right) === 0) return null;
  if (typeof left === 'bigint' && typeof right === 'bigint') return left / right;
  return Number(left) / Number(right);
}

export function modulo(left: unknown, right: unknown): unknown {
  if (left === null || right === null) return null;
  if (!isNumeric(left) || !isNumeric(right)) return undefinedFor('%', left, right);
  if (Number(right) === 0) return null;
  if (typeof left === 'bigint' && typeof right === 'bigint') return left % right;
  return Number(left) % Number(right);
}

export function negate(value: unknown): unknown {
  if (value === null) return null;
  if (typeof value === 'number') return -value;
  if (typeof value === 'bigint') return checkedInt(-value);
  throw new EvaluationFault(`- is not defined for ${typeWord(value)}`);
}

/** Negative, zero or positive; NaN where one side is null or not a number, so that every ordering is false. */
export function compare(left: unknown, right: unknown): number {
  if (left === null || right === null) return Number.NaN;
  if (isNumeric(left) && isNumeric(right)) {
    if (left < right) return -1;
    if (left > right) return 1;
    // eslint-disable-next-line eqeqeq -- int and double of equal value are equal
    return left == right ? 0 : Number.NaN;
  }
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof Timestamp && right instanceof Timestamp) return left.ms - right.ms;
  if (left instanceof Duration && right instanceof Duration) return left.ms - right.ms;
  return undefinedFor('an ordering', left, right);
}

/** Values of different types are unequal, never an error; int and double compare by value. */
export function equals(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isNumeric(left) && isNumeric(right)) return left == right; // eslint-disable-line eqeqeq -- int and double of equal value are equal
  if (left instanceof Timestamp && right instanceof Timestamp) return left.ms === right.ms;
  if (left instanceof Duration && right instanceof Duration) return left.ms === right.ms;
  if (!Array.isArray(left) || !Array.isArray(right)) return false;
  return left.length === right.length && left.every((item, index) => equals(item, right[index]));
}

export function isIn(value: unknown, container: unknown): boolean {
  if (container === null) return false;
  if (Array.isArray(container)) return container.some((item) => equals(value, item ?? null));
  if (typeof container === 'object' && typeof value === 'string') return Object.hasOwn(container, value);
  throw new EvaluationFault(`in needs a list, not ${typeWord(container)}`);
}

/** The truth of a condition; null counts as false. */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  throw new EvaluationFault(`a condition must be bool, not ${typeWord(value)}`);
}
