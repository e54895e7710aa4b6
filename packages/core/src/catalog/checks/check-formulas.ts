import type { Formula, FormulaMetric } from '@tidewatch/contract';
import { formulaEnvironment } from '../../expressions/environments.ts';
import { variablesOf } from '../../expressions/compile/variables-of.ts';
import { checkExpression } from './check-expression.ts';
import { presentation } from './check-metrics.ts';
import type { Defined } from './documents.ts';

/** Dimensions of a metric or formula by name; absent for names that nobody defines. */
type Dimensions = ReadonlyMap<string, readonly string[]>;

/** A formula with the formulas inside it written out, so that its inputs are metrics. */
interface Expanded {
  readonly text: string;
  readonly inputs: readonly string[];
}

class Expander {
  readonly #formulas: ReadonlyMap<string, Defined<FormulaMetric>>;
  readonly #done = new Map<string, Expanded | null>();
  readonly #open = new Set<string>();

  constructor(formulas: ReadonlyMap<string, Defined<FormulaMetric>>) {
    this.#formulas = formulas;
  }

  /** Null for a formula that contains itself. */
  expand(name: string): Expanded | null {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const formula = this.#formulas.get(name);
    if (formula === undefined) return { text: name, inputs: [name] };
    if (this.#open.has(name)) return null;
    this.#open.add(name);
    const result = this.#write(formula.definition.formula);
    this.#open.delete(name);
    this.#done.set(name, result);
    return result;
  }

  #write(text: string): Expanded | null {
    let written = '';
    let at = 0;
    const inputs: string[] = [];
    for (const variable of variablesOf(text)) {
      const inner = this.expand(variable.name);
      if (inner === null) return null;
      const isFormula = this.#formulas.has(variable.name);
      written += text.slice(at, variable.start) + (isFormula ? `(${inner.text})` : variable.name);
      at = variable.end;
      inputs.push(...inner.inputs);
    }
    return { text: written + text.slice(at), inputs: [...new Set(inputs)] };
  }
}

const sameSet = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name) => right.includes(name));

function checkDimensions(
  { report }: Defined<FormulaMetric>,
  inputs: readonly string[],
  dimensions: Dimensions,
): readonly string[] {
  const [first, ...others] = inputs;
  if (first === undefined) {
    report(['formula'], 'a formula needs at least one metric');
    return [];
  }
  const by = dimensions.get(first) ?? [];
  for (const other of others) {
    const otherBy = dimensions.get(other) ?? [];
    if (sameSet(by, otherBy)) continue;
    report(
      ['formula'],
      `the metrics of a formula need the same dimensions: "${first}" has [${by.join(', ')}], "${other}" has [${otherBy.join(', ')}]`,
    );
  }
  return by;
}

/** Checks every formula: names, cycles, dimensions. Formulas inside formulas are written out. */
export function checkFormulas(
  formulas: ReadonlyMap<string, Defined<FormulaMetric>>,
  dimensions: Dimensions,
  inactive: ReadonlySet<string>,
  broken: ReadonlySet<string>,
): Map<string, Formula> {
  const environment = formulaEnvironment([...dimensions.keys(), ...formulas.keys(), ...broken]);
  const expander = new Expander(formulas);
  const checked = new Map<string, Formula>();
  for (const [name, formula] of formulas) {
    const { definition, report } = formula;
    if (checkExpression(definition.formula, environment, ['int', 'double'], report, ['formula']) === null) continue;
    if (variablesOf(definition.formula).some((variable) => broken.has(variable.name))) continue;
    const expanded = expander.expand(name);
    if (expanded === null) {
      report(['formula'], `formula "${name}" depends on itself`);
      continue;
    }
    if (expanded.inputs.some((input) => !dimensions.has(input))) continue;
    for (const input of variablesOf(definition.formula)) {
      if (definition.active && inactive.has(input.name))
        report(['formula'], `metric "${input.name}" is not active`, { offset: input.start });
    }
    const by = checkDimensions(formula, expanded.inputs, dimensions);
    checked.set(name, { ...presentation(definition), formula: expanded.text, inputs: expanded.inputs, by });
  }
  return checked;
}
