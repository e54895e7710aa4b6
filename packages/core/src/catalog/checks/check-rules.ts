import type { Formula, Metric, Rule, RuleDefinition } from '@tidewatch/contract';
import { didYouMean } from '../../expressions/nearest-name.ts';
import { ruleEnvironment } from '../../expressions/rule-environment.ts';
import { checkExpression } from './check-expression.ts';
import type { Defined, DocumentPath } from './documents.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A window slides in at most so many steps: longer ones slide in coarser ones. */
const stepsMax = 288;
/** Minutes that fit to hours and days, so that coarse grains serve long windows. */
const niceMinutes = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440];
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: dayMs };
/** Measures whose state knows how many events it holds. */
const counting: ReadonlySet<Metric['measure']> = new Set(['count', 'avg', 'quantiles']);

/** The definitions that rules may name. What is broken itself is not reported as unknown on top. */
export interface RuleSubjects {
  readonly metrics: readonly Metric[];
  readonly formulas: readonly Formula[];
  readonly inactive: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
}

/** A metric or formula as a rule sees it. */
interface Subject extends Pick<Metric, 'by' | 'unit' | 'good' | 'target' | 'owner'> {
  readonly inputs: readonly Metric[];
  readonly isFormula: boolean;
}

/** Milliseconds of a duration such as 5m. */
export const spanMs = (text: string | 0): number =>
  text === 0 ? 0 : Number.parseInt(text, 10) * (unitMs[text.at(-1) ?? ''] ?? 0);

function subjectsOf({ metrics, formulas }: RuleSubjects): ReadonlyMap<string, Subject> {
  const byName = new Map(metrics.map((metric) => [metric.metric, metric]));
  return new Map<string, Subject>([
    ...metrics.map((metric) => [metric.metric, { ...metric, inputs: [metric], isFormula: false }] as const),
    ...formulas.map((formula) => {
      const inputs = formula.inputs.flatMap((input) => byName.get(input) ?? []);
      return [formula.metric, { ...formula, inputs, isFormula: true }] as const;
    }),
  ]);
}

/** Checks every rule against the metrics. Rules that cannot be used are reported and left out. */
export function checkRules(rules: readonly Defined<RuleDefinition>[], known: RuleSubjects): readonly Rule[] {
  const subjects = subjectsOf(known);
  return rules.flatMap((rule) => checkRule(rule, subjects, known) ?? []);
}

function checkRule(
  defined: Defined<RuleDefinition>,
  subjects: ReadonlyMap<string, Subject>,
  known: RuleSubjects,
): Rule | null {
  const { definition, report } = defined;
  const subject = subjects.get(definition.metric);
  checkConditions(defined);
  if (subject === undefined) {
    if (!known.broken.has(definition.metric))
      report(['metric'], `unknown metric "${definition.metric}"${didYouMean(definition.metric, subjects.keys())}`);
    return null;
  }
  if (definition.active && known.inactive.has(definition.metric))
    report(['metric'], `metric "${definition.metric}" is not active`);
  checkDimensions(defined, subject);
  checkDetails(defined, subject);
  return normalised(definition, subject, stepOf(defined, subject));
}

function checkConditions({ definition, report }: Defined<RuleDefinition>): void {
  const { when, clear, noData, whileBehind } = definition;
  if (when !== undefined) checkExpression(when, ruleEnvironment, ['bool'], report, ['when']);
  else if (typeof noData === 'string' && typeof whileBehind === 'string')
    report([], 'a rule needs "when", or "alert" under noData or whileBehind', { key: true });
  if (clear === undefined) return;
  checkExpression(clear, ruleEnvironment, ['bool'], report, ['clear']);
  if (when === undefined) report(['clear'], '"clear" goes with "when"', { key: true });
}

function checkDimensions({ definition, report }: Defined<RuleDefinition>, { by }: Subject): void {
  const check = (name: string, path: DocumentPath): void => {
    if (by.includes(name)) return;
    const hint = by.length === 0 ? ': it has none' : didYouMean(name, by) || `: it has ${by.join(', ')}`;
    report(path, `metric "${definition.metric}" has no dimension "${name}"${hint}`);
  };
  definition.by.forEach((name, index) => {
    if (definition.by.indexOf(name) !== index) report(['by', index], `dimension "${name}" is named twice`);
    check(name, ['by', index]);
    if (Object.hasOwn(definition.labels, name))
      report(['labels', name], `label "${name}" is a dimension of the rule already`, { key: true });
  });
  definition.where.forEach((text, index) => check(text.slice(0, text.indexOf(':')), ['where', index]));
}

function checkDetails({ definition, report }: Defined<RuleDefinition>, subject: Subject): void {
  const { stat, minCount, labels } = definition;
  const measure = subject.isFormula ? null : subject.inputs[0]?.measure;
  if (stat !== undefined && measure !== 'quantiles')
    report(['stat'], `metric "${definition.metric}" has no stats: only measure: quantiles has`, { key: true });
  if (minCount > 0 && !subject.inputs.some((input) => counting.has(input.measure)))
    report(['minCount'], `minCount needs a metric that counts its events; "${definition.metric}" does not`);
  for (const reserved of ['alertname', 'severity']) {
    if (Object.hasOwn(labels, reserved))
      report(['labels', reserved], `label "${reserved}" is set by Tidewatch`, { key: true });
  }
}

/** The step that the window slides by: the finest grain, or a multiple of it where the window is long. */
function stepOf({ definition, report }: Defined<RuleDefinition>, { inputs }: Subject): number {
  const grains = inputs.map(({ grains: [finest] }) => finest?.ms ?? minuteMs);
  const finestMs = Math.max(minuteMs, ...grains);
  const overMs = spanMs(definition.over);
  if (overMs % finestMs !== 0 || overMs > 31 * dayMs) {
    const grain = finestMs / minuteMs;
    report(['over'], `over must be a multiple of the metric's grain (${grain}m) and at most 31d`);
    return finestMs;
  }
  const fitting = niceMinutes
    .map((minutes) => minutes * minuteMs)
    .filter((stepMs) => stepMs % finestMs === 0 && overMs % stepMs === 0);
  return fitting.find((stepMs) => overMs / stepMs <= stepsMax) ?? finestMs;
}

function normalised(definition: RuleDefinition, subject: Subject, stepMs: number): Rule {
  const { noData, whileBehind } = definition;
  const overMs = spanMs(definition.over);
  return {
    rule: definition.rule,
    title: definition.title ?? definition.rule,
    description: definition.description ?? '',
    owner: definition.owner ?? subject.owner,
    metric: definition.metric,
    unit: subject.unit,
    good: subject.good,
    stat: definition.stat ?? null,
    by: subject.by.filter((dimension) => definition.by.includes(dimension)),
    where: definition.where.toSorted(),
    overMs,
    stepMs,
    cells: definition.cells,
    when: definition.when ?? null,
    clear: definition.clear ?? null,
    forMs: spanMs(definition.for),
    keepFiringMs: spanMs(definition.keepFiring),
    minCount: definition.minCount,
    noData: typeof noData === 'string' ? noData : 'alert',
    noDataMs: typeof noData === 'string' ? 0 : spanMs(noData.alert),
    behindMs: typeof whileBehind === 'string' ? null : spanMs(whileBehind.alert),
    target: targetOf(definition, subject, overMs),
    severity: definition.severity,
    labels: definition.labels,
    runbook: definition.runbook ?? null,
    dashboard: definition.dashboard ?? null,
  };
}

/** A daily target is one for the whole metric: parts of it have none. */
function targetOf({ by, where }: RuleDefinition, { target }: Subject, overMs: number): number | null {
  if (target?.value !== undefined) return target.value;
  if (target?.perDay === undefined || by.length > 0 || where.length > 0) return null;
  return (target.perDay * overMs) / dayMs;
}
