import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, Stage } from './outcome.ts';
import { runTool } from './run-tool.ts';

interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The tests of some vitest projects. A file that cannot be loaded counts as one failed test. */
export function vitestStage(name: string, projects: readonly string[], serversUrl: string): Stage {
  return {
    name,
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tidewatch-check-'));
      const file = join(folder, 'report.json');
      const chosen = projects.flatMap((project) => ['--project', project]);
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const { succeeded, output } = await runTool('vitest', ['run', '--passWithNoTests', ...chosen, ...reporters], {
        TIDEWATCH_TEST_SERVERS: serversUrl,
      });
      const report = await readFile(file, 'utf8').catch(() => '{"testResults":[]}');
      await rm(folder, { recursive: true });
      return outcomeOf(JSON.parse(report) as Report, succeeded, output);
    },
  };
}

function outcomeOf({ testResults }: Report, succeeded: boolean, output: string): Outcome {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  const failed = tests.filter(({ status }) => status === 'failed').length + broken.length;
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    // An error outside any test fails the run too.
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName.trim()),
    output,
  };
}
