import type { AlertState } from '@tidewatch/contract/alerts';

/** What one evaluation of one rule and group says, given what the alert remembers. */
export const lifeEvents = {
  crossed: 'the condition is met, not yet for as long as `for`',
  held: 'the condition is met for as long as `for`',
  lingers: 'the condition is not met, but it is not over: `clear` is not met, or `keepFiring` has not passed',
  over: 'the condition is not met and it is over for as long as `keepFiring`',
  silent: 'there was no data for as long as `noData` allows',
  behind: 'the numbers are behind by as much as `whileBehind` allows',
  unknown: 'nothing can be said: behind, kept without data, or history that does not answer',
  ruleGone: 'the rule is not in the catalog any more',
} as const;
export type LifeEvent = keyof typeof lifeEvents;

/**
 * The whole life of an alert: state × event → state. A step out of `inactive` or `resolved` begins a new episode; `resolved` is
 * `inactive` with a past. Zero is a value (crossed … over); silence, lag and ignorance are events of their own.
 */
// prettier-ignore
export const transitionTable = {
  inactive: { crossed: 'pending', held: 'firing', lingers: 'inactive', over: 'inactive', silent: 'firing', behind: 'firing', unknown: 'inactive', ruleGone: 'inactive' },
  pending:  { crossed: 'pending', held: 'firing', lingers: 'inactive', over: 'inactive', silent: 'firing', behind: 'firing', unknown: 'pending',  ruleGone: 'inactive' },
  firing:   { crossed: 'firing',  held: 'firing', lingers: 'firing',   over: 'resolved', silent: 'firing', behind: 'firing', unknown: 'firing',   ruleGone: 'resolved' },
  resolved: { crossed: 'pending', held: 'firing', lingers: 'resolved', over: 'resolved', silent: 'firing', behind: 'firing', unknown: 'resolved', ruleGone: 'resolved' },
} as const satisfies Record<AlertState, Record<LifeEvent, AlertState>>;
