import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { ruleDefinitionSchema, type Rule, type RuleDefinition } from '@tidewatch/contract/catalog/rule-definition';
import { TidewatchError } from '@tidewatch/contract/errors';
import { checkRules } from '../../catalog/checks/check-rules.ts';
import { describeIssues } from '../../issues/describe-issues.ts';

/** A rule as it would be after changes that are not in the catalog: any keys of the YAML; null takes a key out. */
export type RuleDraft = Readonly<Record<string, unknown>>;

/**
 * The rule of the catalog with the draft's changes, or a new one that the draft describes whole. Throws `unknown_rule` when there is
 * neither, `invalid_parameter` with everything that is wrong.
 */
export function draftRule(name: string, draft: RuleDraft, catalog: Catalog): Rule {
  const known = catalog.rules.find(({ rule }) => rule === name);
  if (known === undefined && draft['metric'] === undefined) throw unknownRule(name, catalog);
  if (known !== undefined && Object.keys(draft).length === 0) return known;
  const changed = { ...(known === undefined ? {} : writtenRule(known)), ...draft, rule: name };
  const written = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null));
  const parsed = ruleDefinitionSchema.safeParse(written);
  if (!parsed.success) {
    throw new TidewatchError(
      'invalid_parameter',
      describeIssues(ruleDefinitionSchema, written, parsed.error.issues)
        .map(({ message }) => message)
        .join('; '),
    );
  }
  const problems: string[] = [];
  const report = (_: unknown, message: string): void => void problems.push(message);
  const [rule] = checkRules([{ definition: parsed.data, report }], {
    metrics: catalog.metrics,
    formulas: catalog.formulas,
    inactive: new Set(),
    broken: new Set(),
  });
  if (rule === undefined || problems.length > 0) throw new TidewatchError('invalid_parameter', problems.join('; '));
  return rule;
}

/** For a name that no rule of the catalog has. */
export function unknownRule(name: string, catalog: Catalog): TidewatchError {
  const names = catalog.rules.map(({ rule }) => rule).join(', ');
  return new TidewatchError('unknown_rule', `there is no rule ${JSON.stringify(name)}: there are ${names || 'none'}`);
}

/** A rule as somebody could have written it. */
function writtenRule(rule: Rule): Partial<RuleDefinition> {
  const { noData, noDataMs, behindMs } = rule;
  return {
    rule: rule.rule,
    title: rule.title,
    ...(rule.description === '' ? {} : { description: rule.description }),
    ...(rule.owner === '' ? {} : { owner: rule.owner }),
    metric: rule.metric,
    ...(rule.stat === null ? {} : { stat: rule.stat }),
    by: [...rule.by],
    where: [...rule.where],
    over: spanText(rule.overMs),
    cells: rule.cells,
    ...(rule.when === null ? {} : { when: rule.when }),
    ...(rule.clear === null ? {} : { clear: rule.clear }),
    for: spanText(rule.forMs),
    keepFiring: spanText(rule.keepFiringMs),
    minCount: rule.minCount,
    noData: noData === 'alert' ? { alert: spanText(noDataMs) } : noData,
    whileBehind: behindMs === null ? 'wait' : { alert: spanText(behindMs) },
    severity: rule.severity,
    labels: { ...rule.labels },
    ...(rule.runbook === null ? {} : { runbook: rule.runbook }),
    ...(rule.dashboard === null ? {} : { dashboard: rule.dashboard }),
  };
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** A duration as the catalog writes it. */
export function spanText(ms: number): string {
  for (const [unit, unitMs] of units) if (ms > 0 && ms % unitMs === 0) return `${ms / unitMs}${unit}`;
  return `${ms / 1_000}s`;
}
