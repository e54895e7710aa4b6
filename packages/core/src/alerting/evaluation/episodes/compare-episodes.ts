import type { BacktestAnswer, BacktestEpisode, RecordedEpisode } from '@tidewatch/contract/alerts';
import { canonicalJson } from '../../../hashing/canonical-json.ts';

const onlyLiveMax = 500;

/** What the live engine recorded of a rule. */
export interface RecordedEpisodes {
  /** Those that fired. */
  readonly episodes: readonly RecordedEpisode[];
  /** Since when the rule has been in force in this wording and its episodes are known, epoch ms; null: it is not. */
  readonly since: number | null;
}

type Times = Pick<RecordedEpisode, 'group' | 'firingSince' | 'resolvedAt'>;

/**
 * Says of each episode of a backtest whether the live engine saw it too, and lists those that it alone saw. Times that are no more than
 * `toleranceMs` apart are the same: the live engine evaluates several times in each step.
 */
export function compareEpisodes(
  answer: BacktestAnswer,
  { episodes: recorded, since }: RecordedEpisodes,
  toleranceMs: number,
): BacktestAnswer {
  if (since === null || since >= answer.to) return { ...answer, comparedFrom: null };
  const comparedFrom = Math.max(since, answer.from);
  const bounds = { from: comparedFrom, to: answer.to };
  const live = recorded
    .filter(({ firingSince, resolvedAt }) => firingSince < bounds.to && (resolvedAt ?? bounds.to) > bounds.from)
    .map((episode) => ({ episode, group: canonicalJson(episode.group) }));
  const matched = new Set<string>();
  const compared = (episode: BacktestEpisode): BacktestEpisode => {
    const group = canonicalJson(episode.group);
    const same = live.find(
      (candidate) =>
        candidate.group === group &&
        !matched.has(candidate.episode.id) &&
        isSame(episode, candidate.episode, bounds, toleranceMs),
    )?.episode;
    if (same !== undefined) matched.add(same.id);
    if (same === undefined && episode.firingSince < comparedFrom) return episode;
    return { ...episode, withHindsight: same === undefined, recorded: same?.id ?? null };
  };
  const episodes = answer.episodes.map(compared);
  const onlyLive = recorded.filter(
    ({ id, firingSince }) => !matched.has(id) && firingSince >= comparedFrom && firingSince < answer.to,
  );
  return { ...answer, episodes, comparedFrom, onlyLive: onlyLive.slice(-onlyLiveMax) };
}

/** Both begin and both end together, as far as the time that was compared shows it. */
function isSame(
  one: Times,
  other: Times,
  { from, to }: { readonly from: number; readonly to: number },
  toleranceMs: number,
): boolean {
  const clipped = (time: number | null): number => Math.min(Math.max(time ?? to, from), to);
  return (
    Math.abs(clipped(one.firingSince) - clipped(other.firingSince)) <= toleranceMs &&
    Math.abs(clipped(one.resolvedAt) - clipped(other.resolvedAt)) <= toleranceMs
  );
}
