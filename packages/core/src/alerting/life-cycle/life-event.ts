import type { AlertState } from '@tidewatch/contract/alerts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { RuleConditions } from '../rules/compile-rule.ts';
import type { Reading } from '../rules/reading.ts';
import type { LifeEvent } from './transition-table.ts';

/** What the life cycle remembers of one alert between evaluations. */
export interface Remembered {
  readonly state: AlertState;
  /** Since when the condition was seen to hold; only while pending or firing. */
  readonly heldSince: number | null;
  /** Since when it has been over without a break; only while firing. */
  readonly overSince: number | null;
  /** First instant that was evaluated since the rule came into force or the process began. */
  readonly watchedSince: number;
}

export type LifeRule = Pick<Rule, 'by' | 'forMs' | 'keepFiringMs' | 'noData' | 'noDataMs'>;

/** What one reading at one instant means for an alert. Durations are reached at their last millisecond: `at − since ≥ for`. */
export function lifeEvent(
  rule: LifeRule,
  conditions: RuleConditions,
  before: Remembered,
  reading: Reading,
  at: number,
): LifeEvent {
  if (!reading.isKnown) return 'unknown';
  if (!reading.hasData && rule.noData === 'keep') return 'unknown';
  if (rule.noData === 'alert' && isSilent(rule, before, reading, at)) return 'silent';
  if (conditions.isMet(reading)) return at - (before.heldSince ?? at) >= rule.forMs ? 'held' : 'crossed';
  if (!conditions.isOver(reading)) return 'lingers';
  if (before.state !== 'firing') return 'over';
  return at - (before.overSince ?? at) >= rule.keepFiringMs ? 'over' : 'lingers';
}

/** After a start, data that waited may be on its way: silence begins only when it was witnessed for so long. */
const silenceWitnessedMs = 60_000;

/**
 * A group of which nothing is remembered any more was silent before it was forgotten, or never spoke: it cannot begin to be silent. A rule
 * without groups has one series that ought to be there: if it never spoke, it has been silent for as long as somebody listens.
 */
function isSilent(rule: LifeRule, { state, watchedSince }: Remembered, { lastDataAt }: Reading, at: number): boolean {
  const since = lastDataAt ?? (rule.by.length === 0 ? watchedSince : null);
  if (state === 'firing') return lastDataAt === null || at - lastDataAt >= rule.noDataMs;
  if (since === null || at - since < rule.noDataMs) return false;
  return at - watchedSince >= Math.min(silenceWitnessedMs, rule.noDataMs);
}
