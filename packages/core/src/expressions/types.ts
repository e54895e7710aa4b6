/** Static type of an expression. `dyn` is known only when it is evaluated; every type includes null. */
export type ExpressionType =
  | { readonly kind: 'int' | 'double' | 'string' | 'bool' | 'timestamp' | 'duration' | 'null' | 'dyn' }
  | MoneyType
  | { readonly kind: 'list'; readonly of: ExpressionType }
  | RecordType
  | { readonly kind: 'row'; readonly of: ExpressionType };

/** An amount. Its value is held in minor units (`scale` per major unit); numbers beside it are major units. */
export interface MoneyType {
  readonly kind: 'money';
  readonly currency: string;
  readonly scale: number;
}

/** Declared fields only. Each is present, null if absent. */
export interface RecordType {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, ExpressionType>;
}

export const types = {
  int: { kind: 'int' },
  double: { kind: 'double' },
  string: { kind: 'string' },
  bool: { kind: 'bool' },
  timestamp: { kind: 'timestamp' },
  duration: { kind: 'duration' },
  null: { kind: 'null' },
  dyn: { kind: 'dyn' },
} as const satisfies Record<string, ExpressionType>;

/** True for types that may turn out to be anything: `dyn`, and `null`, which fits everywhere. */
export const isOpen = (type: ExpressionType): boolean => type.kind === 'dyn' || type.kind === 'null';

/** True for int and double. */
export const isNumber = (type: ExpressionType): boolean => type.kind === 'int' || type.kind === 'double';

/** True when both name the same type, as far as it matters for comparing and choosing. */
export function sameType(left: ExpressionType, right: ExpressionType): boolean {
  if (left.kind === 'money' && right.kind === 'money') return left.currency === right.currency;
  return left.kind === right.kind;
}

/** The type of a value that is either of the two; null when they cannot meet. */
export function unify(left: ExpressionType, right: ExpressionType): ExpressionType | null {
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (left.kind === 'dyn' || right.kind === 'dyn') return types.dyn;
  if (isNumber(left) && isNumber(right)) return left.kind === right.kind ? left : types.double;
  return sameType(left, right) ? left : null;
}

/** The word for a type in messages. */
export const typeName = (type: ExpressionType): string =>
  type.kind === 'money'
    ? `money (${type.currency})`
    : type.kind === 'row' || type.kind === 'record'
      ? 'map'
      : type.kind;
