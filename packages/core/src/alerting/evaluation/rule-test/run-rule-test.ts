import type { AlertState } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { canonicalJson } from '../../../hashing/canonical-json.ts';
import type { NewTransition } from '../../life-cycle/rule-life.ts';
import { unknownRule } from '../../rules/draft-rule.ts';
import { planOfRule } from '../../rules/rule-reads.ts';
import { RuleWalk } from '../backtest/rule-walk.ts';
import { cellsOfEvents, cellsOfValues, type BytesOf } from './cells-of-test.ts';
import { memoryParts } from './memory-source.ts';
import type { RuleTest, RuleTestFailure } from './rule-test.ts';

/**
 * Runs one case: its events go through the decoder and the fold of the processor, its rule through the engine of the alerter, one
 * evaluation at the end of each of the rule's steps. Gives what was expected and did not hold.
 * Throws `unknown_rule`, and `invalid_parameter` for events and values that cannot be used.
 */
export async function runRuleTest(
  test: RuleTest,
  catalog: Catalog,
  bytesOf: BytesOf,
): Promise<readonly RuleTestFailure[]> {
  const rule = catalog.rules.find((candidate) => candidate.rule === test.rule);
  if (rule === undefined) throw unknownRule(test.rule, catalog);
  const { stepMs } = rule;
  const from = Math.floor(test.startMs / stepMs) * stepMs;
  const last = Math.max(...test.expect.map(({ atMs }) => test.startMs + atMs));
  const to = (Math.floor(last / stepMs) + 1) * stepMs;
  const parts = memoryParts(catalog, to);
  for (const cells of [...cellsOfEvents(test, catalog, bytesOf), ...cellsOfValues(test, catalog)])
    parts.slice.upsert(cells, finestMs(catalog, cells.metric), Number.NEGATIVE_INFINITY);
  const transitions: NewTransition[] = [];
  const walk = new RuleWalk(rule, planOfRule(rule, catalog), from, to, parts);
  await walk.go({ onTransition: (transition) => transitions.push(transition), onValue: () => undefined });
  return test.expect.flatMap((expected) => {
    const got = stateAt(transitions, expected.group, test.startMs + expected.atMs);
    return got === expected.state ? [] : [{ ...expected, got }];
  });
}

function finestMs(catalog: Catalog, metric: string): number {
  return catalog.metrics.find((candidate) => candidate.metric === metric)?.grains[0]?.ms ?? 60_000;
}

/** The state of a group's alert after the last evaluation up to a time. */
function stateAt(
  transitions: readonly NewTransition[],
  group: Readonly<Record<string, string>>,
  at: number,
): AlertState {
  const name = canonicalJson(group);
  const last = transitions.findLast(
    (transition) => transition.at <= at && canonicalJson(transition.alert.group) === name,
  );
  return last?.to ?? 'inactive';
}
