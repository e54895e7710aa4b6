import type { DefinitionsRecord } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { inputKey } from './rule-reads.ts';

/**
 * Since when a rule has been in the catalog in this wording without a break, epoch ms; null when the newest catalog has another or none.
 * `records`: those of the topic `definitions`, oldest first. Texts, labels and severity do not matter: they decide nothing.
 */
export function inForceSince(records: readonly DefinitionsRecord[], rule: Rule): number | null {
  const wording = wordingOf(rule);
  let since: number | null = null;
  for (const record of records) {
    if (record.kind !== 'generation') continue;
    const found = record.catalog.rules.find((candidate) => candidate.rule === rule.rule);
    since = found !== undefined && wordingOf(found) === wording ? (since ?? record.at) : null;
  }
  return since;
}

function wordingOf(rule: Rule): string {
  const { when, clear, forMs, keepFiringMs, minCount, noData, noDataMs, behindMs } = rule;
  return JSON.stringify([inputKey(rule), when, clear, forMs, keepFiringMs, minCount, noData, noDataMs, behindMs]);
}
