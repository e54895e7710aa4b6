import type { Environment } from '../environments.ts';
import { compileCall, compileMethod } from './compile-call.ts';
import { compileBinary } from './compile-binary.ts';
import { didYouMean } from '../nearest-name.ts';
import { isIn, negate, truth } from '../operators.ts';
import type { ExpressionType } from '../types.ts';
import { isNumber, isOpen, typeName, types, unify } from '../types.ts';
import { EvaluationFault, Timestamp, typeWord } from '../values.ts';

/** Variable → value. */
export type Scope = Readonly<Record<string, unknown>>;

/** A node with its static type and its evaluation. `run` throws `EvaluationFault`. */
export interface Compiled {
  readonly type: ExpressionType;
  readonly run: (scope: Scope) => unknown;
}

/** A node of the parser's tree, as far as it is used here. */
export interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** Found while compiling; `offset` counts UTF-16 units from the start of the expression. */
export class ExpressionProblem extends Error {
  override readonly name = 'ExpressionProblem';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const constant = (type: ExpressionType, value: unknown): Compiled => ({ type, run: () => value });

function compileLiteral(node: Node): Compiled {
  const value = node.args;
  if (value === null || value === undefined) return constant(types.null, null);
  if (typeof value === 'bigint') return constant(types.int, value);
  if (typeof value === 'number') return constant(types.double, value);
  if (typeof value === 'string') return constant(types.string, value);
  if (typeof value === 'boolean') return constant(types.bool, value);
  throw new ExpressionProblem('bytes and unsigned literals are not supported here', node.start);
}

function compileVariable(node: Node, environment: Environment): Compiled {
  const name = node.args as string;
  const type = environment.variables.get(name);
  if (type === undefined) {
    throw new ExpressionProblem(
      `unknown ${environment.noun} "${name}"${didYouMean(name, environment.variables.keys())}`,
      node.start,
    );
  }
  return { type, run: (scope) => scope[name] ?? null };
}

/** How a declared field of an event reads inside an expression: integers as CEL's int, times as timestamps. */
function loaded(type: ExpressionType, run: (scope: Scope) => unknown): Compiled {
  if (type.kind === 'int') {
    return {
      type,
      run: (scope) => {
        const value = run(scope);
        return typeof value === 'number' ? BigInt(value) : value;
      },
    };
  }
  if (type.kind === 'timestamp') {
    return {
      type,
      run: (scope) => {
        const value = run(scope);
        return typeof value === 'number' ? new Timestamp(value) : value;
      },
    };
  }
  return { type, run };
}

/** Own properties only, so that names such as `constructor` read null like any other absent key. */
function readKey(container: unknown, key: unknown): unknown {
  if (container === null || container === undefined || key === null) return null;
  if (Array.isArray(container)) return (container as unknown[])[Number(key)] ?? null;
  if (typeof container !== 'object' || container instanceof Timestamp)
    throw new EvaluationFault(`${typeWord(container)} has no fields`);
  const name = typeof key === 'string' ? key : `${key as number}`;
  return Object.hasOwn(container, name) ? ((container as Record<string, unknown>)[name] ?? null) : null;
}

function compileField(node: Node, environment: Environment): Compiled {
  const [leftNode, key] = node.args as [Node, string];
  const left = compileNode(leftNode, environment);
  const { type } = left;
  const run = (scope: Scope) => readKey(left.run(scope), key);
  if (type.kind === 'record') {
    const field = type.fields.get(key);
    if (field !== undefined) return loaded(field, run);
    throw new ExpressionProblem(`unknown field "${key}"${didYouMean(key, type.fields.keys())}`, node.end - key.length);
  }
  if (type.kind === 'row') return { type: type.of, run };
  if (isOpen(type)) return { type: types.dyn, run };
  throw new ExpressionProblem(`${typeName(type)} has no fields`, node.end - key.length);
}

function compileIndex(node: Node, environment: Environment): Compiled {
  const [leftNode, keyNode] = node.args as [Node, Node];
  const left = compileNode(leftNode, environment);
  const key = compileNode(keyNode, environment);
  if (left.type.kind === 'record') {
    if (keyNode.op !== 'value' || typeof keyNode.args !== 'string')
      throw new ExpressionProblem('the name of a field must be a text literal', keyNode.start);
    return compileField(
      { ...node, args: [leftNode, keyNode.args], end: keyNode.start + keyNode.args.length },
      environment,
    );
  }
  const type = left.type.kind === 'row' || left.type.kind === 'list' ? left.type.of : types.dyn;
  if (!isOpen(left.type) && left.type.kind !== 'row' && left.type.kind !== 'list') {
    throw new ExpressionProblem(`${typeName(left.type)} has no elements`, node.start);
  }
  return { type, run: (scope) => readKey(left.run(scope), key.run(scope)) };
}

/** A node that must be a condition; returns its evaluation with null as false. */
function condition(node: Node, environment: Environment): (scope: Scope) => boolean {
  const { type, run } = compileNode(node, environment);
  if (type.kind !== 'bool' && !isOpen(type))
    throw new ExpressionProblem(`a condition must be bool, not ${typeName(type)}`, node.start);
  return (scope) => truth(run(scope));
}

function compileChoice(node: Node, environment: Environment): Compiled {
  const [testNode, yesNode, noNode] = node.args as [Node, Node, Node];
  const test = condition(testNode, environment);
  const yes = compileNode(yesNode, environment);
  const no = compileNode(noNode, environment);
  const type = unify(yes.type, no.type);
  if (type === null)
    throw new ExpressionProblem(
      `both sides of ? : must have one type, not ${typeName(yes.type)} and ${typeName(no.type)}`,
      noNode.start,
    );
  return { type, run: (scope) => (test(scope) ? yes.run(scope) : no.run(scope)) };
}

function compileLogic(node: Node, environment: Environment): Compiled {
  const [leftNode, rightNode] = node.args as [Node, Node];
  const left = condition(leftNode, environment);
  const right = condition(rightNode, environment);
  const run =
    node.op === '&&' ? (scope: Scope) => left(scope) && right(scope) : (scope: Scope) => left(scope) || right(scope);
  return { type: types.bool, run };
}

function compileNegation(node: Node, environment: Environment): Compiled {
  const { type, run } = compileNode(node.args as Node, environment);
  if (!isNumber(type) && !isOpen(type) && type.kind !== 'money')
    throw new ExpressionProblem(`- is not defined for ${typeName(type)}`, node.start);
  return { type, run: (scope) => negate(run(scope)) };
}

function compileList(node: Node, environment: Environment): Compiled {
  const items = (node.args as Node[]).map((item) => compileNode(item, environment));
  let of: ExpressionType = types.null;
  for (const item of items) of = unify(of, item.type) ?? types.dyn;
  return {
    type: { kind: 'list', of: of.kind === 'null' ? types.dyn : of },
    run: (scope) => items.map((item) => item.run(scope)),
  };
}

function compileMembership(node: Node, environment: Environment): Compiled {
  const [leftNode, rightNode] = node.args as [Node, Node];
  const left = compileNode(leftNode, environment);
  const right = compileNode(rightNode, environment);
  if (!isOpen(right.type) && right.type.kind !== 'list' && right.type.kind !== 'row')
    throw new ExpressionProblem(`in needs a list, not ${typeName(right.type)}`, rightNode.start);
  if (right.type.kind === 'list' && unify(left.type, right.type.of) === null) {
    throw new ExpressionProblem(`${typeName(left.type)} cannot be in a list of ${typeName(right.type.of)}`, node.start);
  }
  return { type: types.bool, run: (scope) => isIn(left.run(scope), right.run(scope)) };
}

/** Turns a parsed node into closures. Throws `ExpressionProblem` with a position. */
export function compileNode(node: Node, environment: Environment): Compiled {
  switch (node.op) {
    case 'value':
      return compileLiteral(node);
    case 'id':
      return compileVariable(node, environment);
    case '.':
      return compileField(node, environment);
    case '[]':
      return compileIndex(node, environment);
    case '?:':
      return compileChoice(node, environment);
    case '&&':
    case '||':
      return compileLogic(node, environment);
    case '!_': {
      const test = condition(node.args as Node, environment);
      return { type: types.bool, run: (scope) => !test(scope) };
    }
    case '-_':
      return compileNegation(node, environment);
    case 'in':
      return compileMembership(node, environment);
    case 'list':
      return compileList(node, environment);
    case 'call':
      return compileCall(node, environment);
    case 'rcall':
      return compileMethod(node, environment);
    case 'map':
      throw new ExpressionProblem('map literals are not supported here', node.start);
    default:
      return compileBinary(node, environment);
  }
}
