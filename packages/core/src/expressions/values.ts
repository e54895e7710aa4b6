/** A point in time inside an expression. Epoch milliseconds. */
export class Timestamp {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** The distance of two timestamps inside an expression. */
export class Duration {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** Why an evaluation has no result. Expressions return it; they never throw. */
export class ExpressionError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Thrown inside an evaluation only; `evaluate` turns it into an `ExpressionError`. */
export class EvaluationFault extends Error {
  override readonly name = 'EvaluationFault';
}

/** What an expression may work with: bigint is CEL's int, number its double. Objects are rows of a source, lists come from JSON. */
export type ExpressionValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Timestamp
  | Duration
  | readonly unknown[]
  | Readonly<Record<string, unknown>>;

/** The word for a value's type in messages. Never the value itself: it may be personal data. */
export function typeWord(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  return Array.isArray(value) ? 'list' : 'map';
}
