import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { variablesOf } from '../../expressions/compile/variables-of.ts';
import { planSeries } from '../../query/plan/plan-series.ts';
import type { SeriesPlan } from '../../query/plan/series-plan.ts';

const groupsMax = 10_000;

/** What of the past a rule's conditions name. */
export interface RuleReads {
  readonly previous: boolean;
  readonly baseline: boolean;
}

/** What of the past the conditions of a rule ask for: what no condition names is not read. */
export function readsOf({ when, clear }: Pick<Rule, 'when' | 'clear'>): RuleReads {
  const names = [when, clear].flatMap((text) => (text === null ? [] : variablesOf(text).map(({ name }) => name)));
  return { previous: names.includes('previous'), baseline: names.includes('baseline') };
}

/** The rule's series. Throws `unknown_metric` and `unknown_dimension` when the catalog changed under the rule. */
export function planOfRule(rule: Rule, catalog: Catalog): SeriesPlan {
  return planSeries(
    {
      metric: rule.metric,
      from: 'now-1h',
      to: 'now',
      by: [...rule.by],
      where: [...rule.where],
      tz: 'UTC',
      limit: groupsMax,
      order: 'group',
      ...(rule.stat === null ? {} : { stat: rule.stat }),
    },
    catalog,
  );
}

/** Rules with equal text read the same: they share one input. Everything but conditions and durations of the life cycle. */
export function inputKey(rule: Rule): string {
  const { metric, stat, by, where, overMs, stepMs, cells, noData, noDataMs, target } = rule;
  return JSON.stringify([
    metric,
    stat,
    by,
    where,
    overMs,
    stepMs,
    cells,
    noData === 'alert' ? noDataMs : 0,
    target,
    readsOf(rule),
  ]);
}
