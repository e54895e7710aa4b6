import type { Alert, AlertEvidence } from '@tidewatch/contract/alerts';
import type { Group } from '@tidewatch/contract/frames';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { canonicalJson } from '../../hashing/canonical-json.ts';
import { sha256 } from '../../hashing/sha256.ts';
import type { FiringSide } from '../rules/firing-side.ts';
import type { Reading } from '../rules/reading.ts';

const idLength = 24;

/** An episode that begins. Its id is a hash of rule, group and begin: the same in every process and in every replay. */
export function newAlert(rule: Rule, group: Group, activeSince: number, evidence: AlertEvidence): Alert {
  const named = Object.fromEntries(group.map((value, index) => [rule.by[index] ?? '', value]));
  return {
    id: sha256(canonicalJson([rule.rule, named, activeSince])).slice(0, idLength),
    ...staticParts(rule),
    group: named,
    labels: { ...rule.labels, ...named, alertname: rule.rule, severity: rule.severity },
    state: 'inactive',
    flapping: false,
    activeSince,
    firingSince: null,
    resolvedAt: null,
    lastEvaluatedAt: activeSince,
    evidence,
    peak: null,
    driver: null,
  };
}

/** What an alert takes from its rule. */
function staticParts(rule: Rule) {
  const { title, description, owner, runbook, dashboard, severity, metric, unit, good, overMs, where } = rule;
  return {
    rule: rule.rule,
    title,
    description,
    owner,
    runbook,
    dashboard,
    severity,
    metric,
    unit,
    good,
    overMs,
    where,
    condition: conditionText(rule),
  };
}

function conditionText({ when, noData, noDataMs, behindMs }: Rule): string {
  if (when !== null) return when;
  return noData === 'alert' ? `no data for ${noDataMs / 60_000}m` : `behind by ${(behindMs ?? 0) / 60_000}m`;
}

/** What the conditions saw, for people. */
export function evidenceOf(reading: Reading): AlertEvidence {
  const { value, count, target, previous, baseline } = reading;
  return {
    value,
    count: count ?? 0,
    target,
    previous: previous.day === null && previous.week === null ? null : previous,
    baseline: baseline.median === null ? null : baseline,
    data: !reading.isKnown ? 'behind' : reading.hasData ? 'ok' : 'none',
  };
}

/** The evidence of an alert about lag: there is no number. */
export const behindEvidence: AlertEvidence = {
  value: null,
  count: 0,
  previous: null,
  baseline: null,
  target: null,
  data: 'behind',
};

/** The further to the side on which the rule fires, the higher the peak. */
export function higherPeak(peak: Alert['peak'], value: number | null, at: number, side: FiringSide): Alert['peak'] {
  if (value === null) return peak;
  const isHigher = peak === null || (side === 'below' ? value < peak.value : value > peak.value);
  return isHigher ? { value, at } : peak;
}
