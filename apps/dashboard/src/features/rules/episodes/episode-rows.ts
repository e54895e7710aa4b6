import type { BacktestAnswer, BacktestEpisode } from '@tidewatch/contract/alerts';

/** A time that somebody knows to have been wrong: a good rule catches it. */
export interface Mark {
  readonly fromMs: number;
  readonly toMs: number;
  /** Text of the group; empty for rules without groups. */
  readonly group: string;
}

/** An episode as it fires with the rule as saved, with the draft, or with both. */
export interface EpisodeRow {
  readonly key: string;
  readonly with: 'both' | 'draft' | 'saved';
  /** The draft's where it fires with both. */
  readonly episode: BacktestEpisode;
  readonly mark: Mark;
  readonly marked: boolean;
}

const groupText = (group: BacktestEpisode['group']): string => Object.values(group).join('\u0000');

const markOf = (episode: BacktestEpisode, toMs: number): Mark => ({
  fromMs: episode.firingSince,
  toMs: episode.resolvedAt ?? toMs,
  group: groupText(episode.group),
});

const overlap = (one: Mark, other: Mark): boolean =>
  one.group === other.group && one.fromMs < other.toMs && other.fromMs < one.toMs;

/** Whether an answer fires within the marked time. */
export const catches = (answer: BacktestAnswer, mark: Mark): boolean =>
  answer.episodes.some((episode) => overlap(markOf(episode, answer.to), mark));

export const caughtCount = (answer: BacktestAnswer, marks: readonly Mark[]): number =>
  marks.filter((mark) => catches(answer, mark)).length;

/** All episodes of both answers, the newest first. Those that overlap in the same group are one row. */
export const episodeRows = (
  saved: BacktestAnswer | null,
  draft: BacktestAnswer | null,
  marks: readonly Mark[],
): readonly EpisodeRow[] => {
  const rowOf = (episode: BacktestEpisode, by: EpisodeRow['with'], toMs: number): EpisodeRow => {
    const mark = markOf(episode, toMs);
    return { key: `${by}-${episode.id}`, with: by, episode, mark, marked: marks.some((one) => overlap(one, mark)) };
  };
  const drafted = (draft?.episodes ?? []).map((episode) => {
    const both = saved !== null && catches(saved, markOf(episode, draft?.to ?? 0));
    return rowOf(episode, both ? 'both' : 'draft', draft?.to ?? 0);
  });
  const only = (saved?.episodes ?? [])
    .filter((episode) => draft === null || !catches(draft, markOf(episode, saved?.to ?? 0)))
    .map((episode) => rowOf(episode, 'saved', saved?.to ?? 0));
  return [...drafted, ...only].sort((one, other) => other.mark.fromMs - one.mark.fromMs);
};

/** The marks after a click on a row: its own goes, or comes. */
export const toggledMark = (marks: readonly Mark[], row: EpisodeRow): readonly Mark[] =>
  row.marked ? marks.filter((mark) => !overlap(mark, row.mark)) : [...marks, row.mark];

/** Marks as they stand in the address. */
export const marksText = (marks: readonly Mark[]): string | null =>
  marks.length === 0
    ? null
    : marks
        .map(({ fromMs, toMs, group }) =>
          [fromMs.toString(36), toMs.toString(36), ...(group === '' ? [] : [encodeURIComponent(group)])].join('~'),
        )
        .join(',');

const marksMax = 100;

/** What cannot be read is left out. */
export const parseMarks = (text: string | null): readonly Mark[] =>
  (text ?? '')
    .split(',')
    .slice(0, marksMax)
    .flatMap((part) => {
      const [from = '', to = '', group = ''] = part.split('~');
      const [fromMs, toMs] = [Number.parseInt(from, 36), Number.parseInt(to, 36)];
      if (!(fromMs < toMs)) return [];
      try {
        return [{ fromMs, toMs, group: decodeURIComponent(group) }];
      } catch {
        return [];
      }
    });

/** What an answer says in figures. */
export interface BacktestFigures {
  readonly firesPerDay: number;
  readonly minutesInAlert: number;
  readonly minutes: number;
  readonly longest: { readonly lengthMs: number; readonly episode: BacktestEpisode } | null;
}

export const figuresOf = (answer: BacktestAnswer): BacktestFigures => {
  const lengths = answer.episodes.map((episode) => ({
    episode,
    lengthMs: (episode.resolvedAt ?? answer.to) - episode.firingSince,
  }));
  const longest = lengths.reduce<(typeof lengths)[number] | null>(
    (best, one) => (best === null || one.lengthMs > best.lengthMs ? one : best),
    null,
  );
  return {
    firesPerDay: answer.firesPerDay,
    minutesInAlert: answer.minutesInAlert,
    minutes: Math.round((answer.to - answer.from) / 60_000),
    longest,
  };
};
