import type { BacktestAnswer, RecordedEpisode } from '@tidewatch/contract/alerts';

const minuteMs = 60_000;

/** A backtest for people. */
export function backtestText(answer: BacktestAnswer): string {
  const { rule, when, fires, firesPerDay, minutesInAlert, episodes, onlyLive } = answer;
  const range = `${timeText(answer.from)} … ${timeText(answer.to)}`;
  const how = answer.source === 'replay' ? 'as it was known then' : 'as it is known now';
  const head = `${rule}: ${when === '' ? '(silence or lag)' : when}\n${range}, ${how}, ${answer.evaluations} evaluations, ${answer.groups} groups\n`;
  const sum = `${fires} times, ${firesPerDay.toFixed(2)} a day, ${minutesInAlert} minutes in alert\n`;
  const lines = episodes.map((episode) => `  ${episodeText(episode)}${episode.withHindsight ? '  *' : ''}\n`);
  const live = onlyLive.map((episode) => `  ${episodeText(episode)}  only live\n`);
  return `${head}${sum}${lines.join('')}${live.join('')}${notesOf(answer)}`;
}

function notesOf({ episodes, comparedFrom, onlyLive, source }: BacktestAnswer): string {
  const notes: string[] = [];
  if (episodes.some(({ withHindsight }) => withHindsight)) {
    notes.push(
      comparedFrom === null
        ? '* with hindsight: events that came late lie in the cells that decided; at the time it may have looked otherwise'
        : `* with hindsight: the alerter saw it otherwise (compared since ${timeText(comparedFrom)}), as events came late or nobody evaluated`,
    );
  }
  if (onlyLive.length > 0) notes.push('only live: the alerter saw it, and what is known now does not show it');
  if (source === 'cells' && episodes.length > 0)
    notes.push('times are the ends of steps: the alerter may be up to a step earlier');
  return notes.map((note) => `${note}\n`).join('');
}

const timeText = (time: number): string => new Date(time).toISOString();

function episodeText({ firingSince, resolvedAt, group, peak }: RecordedEpisode): string {
  const lasted = resolvedAt === null ? 'still firing' : `${Math.round((resolvedAt - firingSince) / minuteMs)} min`;
  const names = Object.entries(group).map(([dimension, value]) => `${dimension}=${value}`);
  const worst = peak === null ? '' : `peak ${Number(peak.value.toPrecision(6))}`;
  return [new Date(firingSince).toISOString().slice(0, 19), lasted.padEnd(12), worst.padEnd(16), ...names]
    .join('  ')
    .trimEnd();
}
