import type { Compiled, Node, Scope } from './compile-node.ts';
import { compileNode, ExpressionProblem } from './compile-node.ts';
import type { Environment } from '../environments.ts';
import type { ExpressionFunction } from '../functions.ts';
import { functions, methods } from '../functions.ts';
import { didYouMean } from '../nearest-name.ts';
import { truth } from '../operators.ts';
import { isOpen, typeName, types } from '../types.ts';
import { EvaluationFault, typeWord } from '../values.ts';

const macros = ['exists', 'all', 'filter', 'map'] as const;

/** Joins a function with its arguments; kinds that are not known yet are checked at each call. */
function apply(
  name: string,
  what: ExpressionFunction,
  argumentNodes: readonly Node[],
  environment: Environment,
): Compiled {
  const compiled = argumentNodes.map((node) => compileNode(node, environment));
  compiled.forEach(({ type }, index) => {
    const kinds = what.takes[index] ?? [];
    if (isOpen(type) || kinds.includes(type.kind)) return;
    throw new ExpressionProblem(
      `${name}() takes ${kinds.join(' or ')}, not ${typeName(type)}`,
      argumentNodes[index]?.start ?? 0,
    );
  });
  const run = (scope: Scope): unknown => {
    const values: never[] = [];
    for (let index = 0; index < compiled.length; index++) {
      const value = compiled[index]?.run(scope) ?? null;
      if (value === null) return null;
      const word = typeWord(value);
      const kinds = what.takes[index] as readonly string[];
      if (!kinds.includes(word === 'map' ? 'row' : word))
        throw new EvaluationFault(`${name}() takes ${kinds.join(' or ')}, not ${word}`);
      values.push(value as never);
    }
    return what.run(...values);
  };
  return { type: what.gives, run };
}

/** A call without a receiver: `has`, conversions and functions. Throws `ExpressionProblem`. */
export function compileCall(node: Node, environment: Environment): Compiled {
  const [name, argumentNodes] = node.args as [string, Node[]];
  const [first] = argumentNodes;
  if (name === 'has' && first !== undefined) {
    const { run } = compileNode(first, environment);
    return { type: types.bool, run: (scope) => run(scope) !== null };
  }
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) {
    throw new ExpressionProblem(
      `unknown function "${name}"${didYouMean(name, ['has', ...Object.keys(functions)])}`,
      node.start,
    );
  }
  if (found.takes.length !== argumentNodes.length)
    throw new ExpressionProblem(`${name}() takes ${found.takes.length} argument(s)`, node.start);
  return apply(name, found, argumentNodes, environment);
}

/** `list.exists(x, condition)` and its kin (cel-spec, "Macros"). */
function compileMacro(
  name: (typeof macros)[number],
  receiverNode: Node,
  argumentNodes: readonly Node[],
  environment: Environment,
): Compiled {
  const [variableNode, bodyNode] = argumentNodes;
  if (variableNode === undefined || bodyNode === undefined || argumentNodes.length !== 2)
    throw new ExpressionProblem(`${name}() takes a name and an expression`, receiverNode.end);
  const receiver = compileNode(receiverNode, environment);
  if (receiver.type.kind !== 'list' && !isOpen(receiver.type))
    throw new ExpressionProblem(`${name}() needs a list, not ${typeName(receiver.type)}`, receiverNode.start);
  const variable = variableNode.args as string;
  const itemType = receiver.type.kind === 'list' ? receiver.type.of : types.dyn;
  const body = compileNode(bodyNode, {
    ...environment,
    variables: new Map([...environment.variables, [variable, itemType]]),
  });
  if (name !== 'map' && body.type.kind !== 'bool' && !isOpen(body.type))
    throw new ExpressionProblem(`${name}() needs a condition, not ${typeName(body.type)}`, bodyNode.start);
  const list = (scope: Scope): readonly unknown[] => {
    const value = receiver.run(scope);
    if (value === null) return [];
    if (Array.isArray(value)) return value;
    throw new EvaluationFault(`${name}() needs a list, not ${typeWord(value)}`);
  };
  const bodyOf = (scope: Scope) => (item: unknown) => body.run({ ...scope, [variable]: item });
  const test = (scope: Scope) => (item: unknown) => truth(body.run({ ...scope, [variable]: item }));
  if (name === 'exists') return { type: types.bool, run: (scope) => list(scope).some(test(scope)) };
  if (name === 'all') return { type: types.bool, run: (scope) => list(scope).every(test(scope)) };
  if (name === 'filter')
    return { type: { kind: 'list', of: itemType }, run: (scope) => list(scope).filter(test(scope)) };
  return { type: { kind: 'list', of: body.type }, run: (scope) => list(scope).map(bodyOf(scope)) };
}

/** A pattern that is a literal is compiled once, so that a bad one is found when the catalog is loaded. */
function compileMatches(receiverNode: Node, patternNode: Node | undefined, environment: Environment): Compiled {
  if (patternNode?.op !== 'value' || typeof patternNode.args !== 'string')
    throw new ExpressionProblem('matches() takes a text literal', patternNode?.start ?? receiverNode.end);
  let pattern: RegExp;
  try {
    pattern = new RegExp(patternNode.args, 'u');
  } catch {
    throw new ExpressionProblem('matches() takes a valid regular expression', patternNode.start);
  }
  const what: ExpressionFunction = {
    takes: [['string']],
    gives: types.bool,
    run: (text: string) => pattern.test(text),
  };
  return apply('matches', what, [receiverNode], environment);
}

/** A call with a receiver: macros over lists, and methods by name and number of arguments. Throws `ExpressionProblem`. */
export function compileMethod(node: Node, environment: Environment): Compiled {
  const [name, receiverNode, argumentNodes] = node.args as [string, Node, Node[]];
  const macro = macros.find((known) => known === name);
  if (macro !== undefined) return compileMacro(macro, receiverNode, argumentNodes, environment);
  if (name === 'matches') return compileMatches(receiverNode, argumentNodes[0], environment);
  const overloads = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (overloads === undefined) {
    throw new ExpressionProblem(
      `unknown method "${name}"${didYouMean(name, [...macros, 'matches', ...Object.keys(methods)])}`,
      receiverNode.end,
    );
  }
  const found = overloads.find(({ takes }) => takes.length === argumentNodes.length + 1);
  if (found === undefined)
    throw new ExpressionProblem(`${name}() does not take ${argumentNodes.length} argument(s)`, receiverNode.end);
  return apply(name, found, [receiverNode, ...argumentNodes], environment);
}
