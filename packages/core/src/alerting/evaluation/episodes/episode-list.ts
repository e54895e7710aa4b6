import type { Alert, BacktestAnswer, BacktestEpisode } from '@tidewatch/contract/alerts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { NewTransition } from '../../life-cycle/rule-life.ts';
import type { LateRange } from '../backtest/late-ranges.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** An answer lists so many episodes, the newest; all are counted. */
const episodesMax = 2_000;

type Walked = Pick<BacktestAnswer, 'from' | 'to' | 'stepMs' | 'evaluations' | 'groups' | 'points' | 'source'>;

/** The episodes that fired, out of the transitions of a backtest. */
export class EpisodeList {
  readonly #rule: Rule;
  readonly #late: readonly LateRange[];
  readonly #episodes = new Map<string, BacktestEpisode>();

  constructor(rule: Rule, late: readonly LateRange[]) {
    this.#rule = rule;
    this.#late = late;
  }

  take({ id, to, alert }: NewTransition): void {
    if (alert.firingSince === null) return;
    const known = this.#episodes.get(id);
    if (to === 'firing') this.#episodes.set(id, this.#episode(alert, alert.firingSince));
    else if (known !== undefined) this.#episodes.set(id, { ...known, resolvedAt: alert.resolvedAt, peak: alert.peak });
  }

  /** What still fires at the end. */
  finish(active: readonly Alert[]): void {
    for (const alert of active) {
      const known = this.#episodes.get(alert.id);
      if (known !== undefined) this.#episodes.set(alert.id, { ...known, peak: alert.peak });
    }
  }

  /** The answer for what was walked through, not yet compared with what the live engine recorded. */
  answer(walked: Walked): BacktestAnswer {
    const { from, to } = walked;
    const { rule, when, clear } = this.#rule;
    const all = [...this.#episodes.values()].filter(({ resolvedAt }) => resolvedAt === null || resolvedAt >= from);
    return {
      rule,
      when: when ?? '',
      clear,
      ...walked,
      episodes: all.slice(-episodesMax).map((episode) => ({ ...episode, withHindsight: this.#isLate(episode, to) })),
      fires: all.length,
      firesPerDay: (all.length * dayMs) / (to - from),
      minutesInAlert: Math.round(coveredMs(all, to) / minuteMs),
      onlyLive: [],
      comparedFrom: null,
    };
  }

  #episode(alert: Alert, firingSince: number): BacktestEpisode {
    const { id, group, activeSince, peak, evidence } = alert;
    return {
      id,
      group,
      activeSince,
      firingSince,
      resolvedAt: null,
      peak,
      evidence,
      withHindsight: false,
      recorded: null,
    };
  }

  /** Whether a late event may lie in the cells that decided that it fires, or that it is over. */
  #isLate({ activeSince, firingSince, resolvedAt }: BacktestEpisode, to: number): boolean {
    const { overMs, keepFiringMs } = this.#rule;
    const decided = [{ from: activeSince - overMs, to: firingSince }];
    if (resolvedAt !== null && resolvedAt < to)
      decided.push({ from: resolvedAt - overMs - keepFiringMs, to: resolvedAt });
    return this.#late.some((late) => decided.some(({ from, to: until }) => late.from < until && late.to > from));
  }
}

/** Length of the union of the times in which something fired. */
function coveredMs(episodes: readonly BacktestEpisode[], to: number): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { firingSince, resolvedAt } of episodes.toSorted((one, other) => one.firingSince - other.firingSince)) {
    const end = resolvedAt ?? to;
    covered += Math.max(0, end - Math.max(until, firingSince));
    until = Math.max(until, end);
  }
  return covered;
}
