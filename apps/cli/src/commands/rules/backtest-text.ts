import type { BacktestAnswer, BacktestEpisode } from '@tidewatch/contract/alerts';

const minuteMs = 60_000;

/** A backtest for people. */
export function backtestText(answer: BacktestAnswer): string {
  const { rule, when, fires, firesPerDay, minutesInAlert, episodes } = answer;
  const range = `${new Date(answer.from).toISOString()} … ${new Date(answer.to).toISOString()}`;
  const head = `${rule}: ${when === '' ? '(silence or lag)' : when}\n${range}, ${answer.evaluations} evaluations, ${answer.groups} groups\n`;
  const sum = `${fires} times, ${firesPerDay.toFixed(2)} a day, ${minutesInAlert} minutes in alert\n`;
  const lines = episodes.map((episode) => `  ${episodeText(episode)}\n`);
  const note = episodes.some(({ withHindsight }) => withHindsight)
    ? '* with hindsight: events that came late lie in these cells; at the time it may have looked otherwise\n'
    : '';
  return `${head}${sum}${lines.join('')}${note}`;
}

function episodeText({ firingSince, resolvedAt, group, peak, withHindsight }: BacktestEpisode): string {
  const lasted = resolvedAt === null ? 'still firing' : `${Math.round((resolvedAt - firingSince) / minuteMs)} min`;
  const names = Object.entries(group).map(([dimension, value]) => `${dimension}=${value}`);
  const worst = peak === null ? '' : `peak ${Number(peak.value.toPrecision(6))}`;
  return [
    new Date(firingSince).toISOString().slice(0, 19),
    lasted.padEnd(12),
    worst.padEnd(16),
    ...names,
    withHindsight ? '*' : '',
  ]
    .join('  ')
    .trimEnd();
}
