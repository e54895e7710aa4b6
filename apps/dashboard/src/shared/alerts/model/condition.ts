import type { AlertEvidence } from '@tidewatch/contract/alerts';

/** Which side of a threshold is wrong, and where it lies now. */
export interface Threshold {
  readonly side: 'above' | 'below';
  readonly value: number;
}

/** A threshold that stands in a condition as a plain number. */
export interface PlainThreshold extends Threshold {
  readonly operator: '>' | '>=' | '<' | '<=';
  /** Where the number stands in the text. */
  readonly from: number;
  readonly to: number;
}

type Numbers = Pick<AlertEvidence, 'count' | 'previous' | 'baseline' | 'target'>;

const clause = /^\s*value\s*(>=|<=|>|<)\s*(.+?)\s*$/s;
const plainNumber = /^-?\d+(?:\.\d+)?$/;
const token = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|([-+*/()]))/y;

const named = (name: string, numbers: Numbers): number | null => {
  const known: Readonly<Record<string, number | null | undefined>> = {
    count: numbers.count,
    target: numbers.target,
    'previous.day': numbers.previous?.day,
    'previous.week': numbers.previous?.week,
    'baseline.median': numbers.baseline?.median,
    'baseline.spread': numbers.baseline?.spread,
  };
  return known[name] ?? null;
};

const tokensOf = (text: string): string[] | null => {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) return null;
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return tokens;
};

/** Sums and products of numbers and of what a rule may read: as much of CEL as thresholds are made of. Null for anything else. */
const evaluate = (text: string, numbers: Numbers): number | null => {
  const tokens = tokensOf(text.trim());
  if (tokens === null) return null;
  let at = 0;
  const primary = (): number | null => {
    const next = tokens[at++];
    if (next === undefined) return null;
    if (next === '-') {
      const value = primary();
      return value === null ? null : -value;
    }
    if (next === '(') {
      const value = sum();
      return tokens[at++] === ')' ? value : null;
    }
    return /^\d/.test(next) ? Number(next) : /^[A-Za-z_]/.test(next) ? named(next, numbers) : null;
  };
  const chain = (operators: string, operand: () => number | null): number | null => {
    let value = operand();
    for (let next = tokens[at]; next !== undefined && operators.includes(next); next = tokens[at]) {
      at += 1;
      const other = operand();
      if (value === null || other === null) return null;
      value =
        next === '+' ? value + other : next === '-' ? value - other : next === '*' ? value * other : value / other;
    }
    return value;
  };
  const product = () => chain('*/', primary);
  const sum = (): number | null => chain('+-', product);
  const value = sum();
  return at === tokens.length && value !== null && Number.isFinite(value) ? value : null;
};

/** The parts of a condition that are all required, with where they begin; none where there are alternatives. */
const clausesOf = (condition: string): readonly { readonly text: string; readonly at: number }[] => {
  if (/\|\||\?/.test(condition)) return [];
  let at = 0;
  return condition.split('&&').map((text) => {
    const begin = at;
    at += text.length + 2;
    return { text, at: begin };
  });
};

const sideOf = (operator: string): Threshold['side'] => (operator.startsWith('>') ? 'above' : 'below');

/**
 * Where the value crosses into a condition, with the numbers that it saw: of several thresholds on one side the one that is reached
 * last. Null where the condition is no comparison of `value`, or a number that it needs is missing.
 */
export const thresholdOf = (condition: string | null, numbers: Numbers): Threshold | null => {
  let found: Threshold | null = null;
  for (const { text } of clausesOf(condition ?? '')) {
    const [, operator, right] = clause.exec(text) ?? [];
    if (operator === undefined || right === undefined) continue;
    const side = sideOf(operator);
    const value = evaluate(right, numbers);
    if (value === null || (found !== null && found.side !== side)) return null;
    if (found === null || (side === 'above' ? value > found.value : value < found.value)) found = { side, value };
  }
  return found;
};

/** The first threshold of a condition that is a plain number, as in `value > 20`. */
export const plainThreshold = (condition: string | null): PlainThreshold | null => {
  for (const { text, at } of clausesOf(condition ?? '')) {
    const [, operator, right] = clause.exec(text) ?? [];
    if (operator === undefined || right === undefined || !plainNumber.test(right)) continue;
    const from = at + text.lastIndexOf(right);
    return {
      operator: operator as PlainThreshold['operator'],
      side: sideOf(operator),
      value: Number(right),
      from,
      to: from + right.length,
    };
  }
  return null;
};

/** A number as conditions are written: no exponent, no tail of binary digits. */
export const numberText = (value: number): string => {
  const text = String(Number(value.toPrecision(12)));
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
};

/** The condition with another number for its plain threshold; as it is where it has none. */
export const withThreshold = (condition: string, value: number): string => {
  const plain = plainThreshold(condition);
  return plain === null
    ? condition
    : `${condition.slice(0, plain.from)}${numberText(value)}${condition.slice(plain.to)}`;
};
