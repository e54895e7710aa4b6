import { serversOnDemand } from '../servers/src/servers-on-demand.ts';
import type { Outcome, Stage } from './outcome.ts';
import { staticStage } from './static-stage.ts';
import { typesStage } from './types-stage.ts';
import { vitestStage } from './vitest-stage.ts';

const servers = await serversOnDemand();
const tests = (name: string, ...projects: string[]) =>
  vitestStage(name, projects.length > 0 ? projects : [name], servers.url);
const stages: readonly Stage[] = [
  staticStage('format', 'oxfmt', ['--check']),
  staticStage('lint', 'oxlint', []),
  staticStage('templates', 'eslint', ['--no-error-on-unmatched-pattern', 'apps/dashboard/**/*.vue']),
  typesStage,
  staticStage('knip', 'knip', ['--no-progress', '--no-config-hints']),
  tests('unit', 'unit', 'dashboard'),
  tests('contract'),
  tests('conformance'),
  tests('acceptance'),
  tests('faults'),
  tests('house'),
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  process.stderr.write(`no stage ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 2;
} else await runAll(names.length > 0 ? stages.filter(({ name }) => names.includes(name)) : stages);
await servers.close();

async function runAll(chosen: readonly Stage[]): Promise<void> {
  if (chosen.some(({ name }) => name === 'contract')) servers.warmUp();
  const outcomes: Outcome[] = [];
  for (const stage of chosen) {
    const begunAt = performance.now();
    const outcome = await stage.run();
    outcomes.push(outcome);
    const seconds = ((performance.now() - begunAt) / 1000).toFixed(1);
    if (outcome.failed > 0) process.stdout.write(`\n${outcome.output.trim()}\n\n`);
    for (const name of outcome.skipped) process.stdout.write(`  skipped: ${name}\n`);
    process.stdout.write(
      `${outcome.failed > 0 ? '✗' : '✓'} ${stage.name.padEnd(12)} ${seconds.padStart(6)} s  ${counts([outcome])}\n`,
    );
  }
  process.stdout.write(`${counts(outcomes)}\n`);
  if (outcomes.some(({ failed }) => failed > 0)) process.exitCode = 1;
}

function counts(outcomes: readonly Outcome[]): string {
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const skipped = sum((outcome) => outcome.skipped.length);
  const text = `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`;
  return skipped > 0 ? `${text}, ${skipped} skipped` : text;
}
