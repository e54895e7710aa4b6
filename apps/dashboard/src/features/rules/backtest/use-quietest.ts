import type { BacktestAnswer } from '@tidewatch/contract/alerts';
import { onScopeDispose, ref, type Ref } from 'vue';
import type { Threshold } from '../../../shared/alerts/model/condition.ts';
import type { Sent } from '../../../shared/alerts/send-alert-act.ts';
import type { ThresholdScale } from '../draft/threshold-scale.ts';
import { catches, episodeRows, type Mark } from '../episodes/episode-rows.ts';
import { quietestThreshold } from '../episodes/quietest-threshold.ts';

export interface QuietestInput {
  readonly threshold: () => Threshold | null;
  readonly scale: () => ThresholdScale;
  readonly marks: () => readonly Mark[];
  /** What is known already: where the peaks of the marked episodes stand. */
  readonly answers: () => readonly BacktestAnswer[];
  /** Tries the rule with a threshold. Never rejects. */
  readonly ask: (threshold: number, signal: AbortSignal) => Promise<Sent<BacktestAnswer>>;
  readonly found: (threshold: number) => void;
}

export interface Quietest {
  /** What came of the last search stays until it is forgotten. */
  readonly search: Readonly<Ref<'idle' | 'searching' | 'none' | number>>;
  find(): Promise<void>;
  /** Gives up a search, and forgets what one found. */
  forget(): void;
}

/** The furthest value that any answer knows of a marked time; null where none fires there. */
const peakOf = (answers: readonly BacktestAnswer[], mark: Mark, side: Threshold['side']): number | null => {
  const peaks = answers.flatMap((answer) =>
    episodeRows(null, answer, [mark]).flatMap(({ marked, episode }) =>
      marked && episode.peak !== null ? [episode.peak.value] : [],
    ),
  );
  if (peaks.length === 0) return null;
  return side === 'above' ? Math.max(...peaks) : Math.min(...peaks);
};

/** The search for the quietest threshold that still catches what is marked. */
export const useQuietest = (input: QuietestInput): Quietest => {
  const search = ref<'idle' | 'searching' | 'none' | number>('idle');
  let looking: AbortController | null = null;
  const forget = () => {
    looking?.abort();
    looking = null;
    search.value = 'idle';
  };
  onScopeDispose(forget);
  return {
    search,
    forget,
    async find() {
      const line = input.threshold();
      const marks = input.marks();
      if (line === null || marks.length === 0) return;
      forget();
      const mine = (looking = new AbortController());
      search.value = 'searching';
      const found = await quietestThreshold({
        scale: input.scale(),
        side: line.side,
        peaks: marks.map((mark) => peakOf(input.answers(), mark, line.side)).filter((peak) => peak !== null),
        async catchesAll(threshold) {
          const sent = await input.ask(threshold, mine.signal);
          return sent.came === 'done' && marks.every((mark) => catches(sent.answer, mark));
        },
      });
      if (mine.signal.aborted) return;
      looking = null;
      search.value = found ?? 'none';
      if (found !== null) input.found(found);
    },
  };
};
