import { runRuleTest } from '@tidewatch/core/alerting/evaluation/rule-test/run-rule-test';
import type { RuleTest, RuleTestFailure } from '@tidewatch/core/alerting/evaluation/rule-test/rule-test';
import type { Catalog } from '@tidewatch/contract';
import type { Io } from '../../io.ts';
import { readRuleTests } from './read-rule-tests.ts';

const encoder = new TextEncoder();

/** Runs the cases of test files and says what did not hold. Answers the exit code. */
export async function testRules(files: readonly string[], catalog: Catalog, io: Io): Promise<number> {
  let failed = 0;
  let cases = 0;
  for (const file of files) {
    for (const test of await readRuleTests(file)) {
      cases++;
      const failures = await runRuleTest(test, catalog, (text) => encoder.encode(text));
      io.stdout.write(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${test.rule}: ${test.test}\n`);
      for (const failure of failures) io.stdout.write(`        ${failureText(test, failure)}\n`);
      if (failures.length > 0) failed++;
    }
  }
  io.stdout.write(failed === 0 ? `${cases} cases hold.\n` : `${failed} of ${cases} cases failed.\n`);
  return failed === 0 ? 0 : 1;
}

function failureText({ startMs }: RuleTest, { atMs, group, state, got }: RuleTestFailure): string {
  const names = Object.entries(group).map(([dimension, value]) => `${dimension}=${value}`);
  const at = `${atMs / 60_000}m (${new Date(startMs + atMs).toISOString()})`;
  return `at ${at} ${names.join(' ')}${names.length > 0 ? ' ' : ''}is ${got}, not ${state}`;
}
