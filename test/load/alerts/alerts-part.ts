import type { BenchOptions } from '../options.ts';
import { runProgram } from '../process/run-program.ts';
import type { Section } from '../report/results-page.ts';
import { figure } from '../report/spread.ts';
import { deliverySection } from './delivery-section.ts';
import type { RuleCosts, RuleLoad } from './measure-rules.ts';
import type { Backtested } from './measure-backtests.ts';

const loads: readonly RuleLoad[] = [
  { groups: 10_000, rules: 100, changedCells: 1_000 },
  { groups: 10_000, rules: 100, changedCells: 100_000 },
];

/** What alerts cost, and how long somebody waits for one. */
export async function alertsPart(options: BenchOptions): Promise<readonly Section[]> {
  return [await deliverySection(options), await rulesSection(), await backtestSection()];
}

async function rulesSection(): Promise<Section> {
  const rows: (readonly string[])[] = [];
  for (const load of loads) {
    const { meanMs, largestMs } = await runProgram<RuleCosts>('alerts/measure-rules.ts', load);
    const [share, mean, largest] = [meanMs / 10, meanMs, largestMs].map(figure);
    process.stderr.write(`rules: ${figure(load.changedCells)} changed cells: ${share} % of a core\n`);
    rows.push([figure(load.changedCells), `${share} %`, `${mean}`, `${largest}`]);
  }
  return {
    part: 'alerts-rules',
    title: 'Rules',
    about:
      '100 rules over 10 metrics of 10,000 groups each, with one update of the cells a second for a minute: processor time to take the cells in and to evaluate every rule. Once a minute all groups change. Nothing fires.',
    columns: ['cells changed in an update', 'share of a core', 'CPU ms of an update, mean', 'largest'],
    rows,
  };
}

async function backtestSection(): Promise<Section> {
  const measured = await runProgram<readonly Backtested[]>('alerts/measure-backtests.ts', {});
  const rows = measured.map(({ title, evaluations, fires, seconds, cpuSeconds }) => {
    process.stderr.write(`backtest: ${title}: ${figure(seconds)} s\n`);
    return [title, figure(evaluations), figure(fires), figure(seconds), figure(cpuSeconds)];
  });
  return {
    part: 'alerts-backtest',
    title: 'Backtest of 30 days',
    about:
      'One rule over 30 days × 1 min × 20 groups in the embedded store, the first time that it is asked: reading the cells and evaluating each minute.',
    columns: ['rule', 'evaluations', 'fires', 's', 'CPU s'],
    rows,
  };
}
