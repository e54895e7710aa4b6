import type { BacktestAnswer } from '@tidewatch/contract/alerts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { computed, type ComputedRef, type WritableComputedRef } from 'vue';
import { plainThreshold, withThreshold, type PlainThreshold } from '../../../shared/alerts/model/condition.ts';
import { usePage } from '../../../shared/page/use-page.ts';
import { draftBody, changesOf } from '../draft/rule-draft.ts';
import { thresholdScale, type ThresholdScale } from '../draft/threshold-scale.ts';
import type { RuleDrafting } from '../draft/use-rule-draft.ts';
import {
  episodeRows,
  marksText,
  parseMarks,
  toggledMark,
  type EpisodeRow,
  type Mark,
} from '../episodes/episode-rows.ts';
import { useQuietest, type Quietest } from './use-quietest.ts';
import { askBacktest, useBacktest, type Backtest } from './use-backtest.ts';

export const lookBacks = [7, 30, 90] as const;
export type LookBack = (typeof lookBacks)[number];

export interface RuleTrial {
  readonly days: WritableComputedRef<LookBack>;
  readonly hasDraft: ComputedRef<boolean>;
  readonly saved: Backtest;
  readonly draft: Backtest;
  /** What the draft did; null without a draft, and before its first answer. */
  readonly drafted: ComputedRef<BacktestAnswer | null>;
  /** What is drawn: the draft's where there is one. */
  readonly shown: ComputedRef<BacktestAnswer | null>;
  readonly rows: ComputedRef<readonly EpisodeRow[]>;
  readonly marks: ComputedRef<readonly Mark[]>;
  readonly scale: ComputedRef<ThresholdScale>;
  readonly threshold: ComputedRef<PlainThreshold | null>;
  toggleMark(row: EpisodeRow): void;
  readonly quietest: Quietest;
}

/** The rule as saved and as drafted, tried on the same past. */
export const useRuleTrial = (rule: () => Rule, drafting: RuleDrafting, isCount: () => boolean): RuleTrial => {
  const { address } = usePage();
  const daysText = address.extra('rule.days');
  const days = computed({
    get: () => lookBacks.find((one) => String(one) === daysText.value) ?? 30,
    set: (value: LookBack) => (daysText.value = value === 30 ? null : String(value)),
  });
  const from = computed(() => `now-${days.value}d`);
  const hasDraft = computed(() => Object.keys(drafting.changes.value).length > 0);
  const saved = useBacktest(() => ({ rule: rule().rule, from: from.value, draft: {} }));
  const draft = useBacktest(() =>
    hasDraft.value ? { rule: rule().rule, from: from.value, draft: drafting.body.value } : null,
  );
  const drafted = computed(() => (hasDraft.value ? draft.answer.value : null));
  const shown = computed(() => drafted.value ?? saved.answer.value);
  const marksInAddress = address.extra('rule.marks', { replace: true });
  const marks = computed(() => parseMarks(marksInAddress.value));
  const rows = computed(() => episodeRows(saved.answer.value, drafted.value, marks.value));
  const savedThreshold = computed(() => plainThreshold(rule().when)?.value);
  const scale = computed(() => {
    const points = shown.value?.points ?? [];
    const peaks = [saved.answer.value, drafted.value].flatMap(
      (answer) => answer?.episodes.map(({ peak }) => peak?.value ?? 0) ?? [],
    );
    const values = [...points.map(([, value]) => value ?? 0), ...peaks, savedThreshold.value ?? 0];
    return thresholdScale(values, isCount());
  });
  const threshold = computed(() => plainThreshold(drafting.draft.value.when));

  const quietest = useQuietest({
    threshold: () => threshold.value,
    scale: () => scale.value,
    marks: () => marks.value,
    answers: () => [saved.answer.value, drafted.value].filter((answer) => answer !== null),
    ask(value, signal) {
      const next = { ...drafting.draft.value, when: withThreshold(drafting.draft.value.when, value) };
      const body = draftBody(changesOf(drafting.saved.value, next));
      return askBacktest({ rule: rule().rule, from: from.value, draft: body }, signal);
    },
    found: (value) => drafting.setThreshold(value),
  });
  return {
    days,
    hasDraft,
    saved,
    draft,
    drafted,
    shown,
    rows,
    marks,
    scale,
    threshold,
    quietest,
    toggleMark(row) {
      quietest.forget();
      marksInAddress.value = marksText(toggledMark(marks.value, row));
    },
  };
};
