import type { BacktestAnswer } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { SeriesPlan } from '../../../query/plan/series-plan.ts';
import { sharedGrains } from '../../../query/plan/shared-grains.ts';
import { asOfPlan } from '../../../query/series/read-series.ts';
import { planOfRule } from '../../rules/rule-reads.ts';
import type { BacktestParts } from './backtest-parts.ts';
import { EpisodeList } from '../episodes/episode-list.ts';
import { lateRanges } from './late-ranges.ts';
import { PointList } from '../episodes/point-list.ts';
import { RuleWalk } from './rule-walk.ts';

/**
 * When a rule would have fired: the engine of the live rules over the kept cells, one evaluation at the end of each of the rule's
 * steps. Cells hold what came late as well: episodes that may rest on that are marked.
 * Throws `query_too_wide`, `invalid_parameter`, `store_unavailable`.
 */
export async function backtestRule(
  rule: Rule,
  range: { readonly from: number; readonly to: number },
  catalog: Catalog,
  parts: BacktestParts,
): Promise<BacktestAnswer> {
  const plan = planOfRule(rule, catalog);
  const { from, to } = boundsOf(rule, range, plan, parts);
  const walk = new RuleWalk(rule, plan, from, to, parts);
  const episodes = new EpisodeList(rule, await lateRanges(plan, from, catalog, parts));
  const points = new PointList(rule, from, to);
  await walk.go({
    onTransition: (transition) => episodes.take(transition),
    onValue: (end, value) => points.add(end, value),
  });
  episodes.finish(walk.active);
  const { evaluations, groups } = walk;
  return episodes.answer({
    from,
    to,
    stepMs: rule.stepMs,
    evaluations,
    groups,
    points: points.points,
    source: 'cells',
  });
}

/** Whole steps, not beyond as-of, not before what is kept. */
function boundsOf(
  { stepMs, rule }: Rule,
  range: { readonly from: number; readonly to: number },
  plan: SeriesPlan,
  { source, now }: BacktestParts,
): { readonly from: number; readonly to: number } {
  const asOf = asOfPlan(plan, source);
  const reach = Math.min(...sharedGrains(plan.inputs, now()).map((grain) => grain.reach));
  const from = Math.ceil(Math.max(range.from, reach) / stepMs) * stepMs;
  const to = Math.floor(Math.min(range.to, asOf ?? range.to) / stepMs) * stepMs;
  if (from < to) return { from, to };
  throw new TidewatchError('invalid_parameter', `from is not before to, or ${rule} has no numbers in that time`);
}
