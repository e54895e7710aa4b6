import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { Group } from '@tidewatch/contract/frames';
import { groupKey } from '../../../fold/group-key.ts';
import { noBaseline, noPrevious, type Reading } from '../../rules/reading.ts';
import type { Readings } from '../rule-life.ts';

export const secondMs = 1_000;
export const minuteMs = 60_000;

/** A rule with everything at its simplest: `value > 10` over one minute, fires at once. */
export function ruleOf(changes: Partial<Rule> = {}): Rule {
  return {
    rule: 'too_many',
    title: 'Too many',
    description: '',
    owner: 'ops',
    metric: 'cancellations',
    unit: null,
    good: 'down',
    stat: null,
    by: [],
    where: [],
    overMs: minuteMs,
    stepMs: minuteMs,
    cells: 'all',
    when: 'value > 10',
    clear: null,
    forMs: 0,
    keepFiringMs: 0,
    minCount: 0,
    noData: 'ignore',
    noDataMs: 0,
    behindMs: null,
    target: null,
    severity: 'warning',
    labels: {},
    runbook: null,
    dashboard: null,
    ...changes,
  };
}

export function readingOf(value: number | null, changes: Partial<Reading> = {}): Reading {
  const group: Group = changes.group ?? [];
  return {
    key: groupKey(group),
    group,
    value,
    count: value,
    target: null,
    previous: noPrevious,
    baseline: noBaseline,
    lastDataAt: null,
    hasData: value !== null,
    isKnown: true,
    ...changes,
  };
}

/** Readings of one instant; groups that are not named read zero. */
export function readings(...list: readonly Reading[]): Readings {
  const byKey = new Map(list.map((reading) => [reading.key, reading]));
  return {
    changed: list,
    readingOf: (group) => byKey.get(groupKey(group)) ?? readingOf(0, { group, hasData: false }),
  };
}
