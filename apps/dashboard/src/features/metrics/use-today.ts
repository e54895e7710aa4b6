import type { MetricItem } from '@tidewatch/contract/queries';
import { computed, type ComputedRef } from 'vue';
import { formatValue, type FormattedValue } from '../../shared/format/format-value.ts';
import { freshnessOf } from '../../shared/freshness/freshness.ts';
import { useTexts } from '../../shared/i18n/use-texts.ts';
import { useLive } from '../../shared/live/use-live.ts';
import { usePage } from '../../shared/page/use-page.ts';
import { statsOf } from '../../shared/series/stat.ts';
import { stepAtLeast } from '../../shared/series/step.ts';
import { freshnessWords, type FreshnessWords } from './freshness-words.ts';
import { metricTexts } from './messages.ts';

/** A metric's number of today so far, live, and how current it is: as it is shown. */
export interface Today {
  /** Null where nothing is known yet. */
  readonly value: FormattedValue | null;
  readonly asOf: number | null;
  readonly waiting: boolean;
  readonly stale: boolean;
  readonly words: FreshnessWords;
}

export const useToday = (metric: () => MetricItem): ComputedRef<Today> => {
  const page = usePage();
  const text = useTexts(metricTexts);
  const view = useLive(page.live, () => {
    const { metric: name, grain } = metric();
    const stat = statsOf(metric()).at(-1);
    return {
      kind: 'series' as const,
      metric: name,
      from: 'now/d',
      to: 'now',
      step: stepAtLeast('1h', grain),
      tz: page.preferences.value.zone,
      limit: 1,
      ...(stat === undefined ? {} : { stat }),
    };
  });
  return computed(() => {
    const { snapshot, asOf, state } = view.value;
    const pipelineState = page.pipeline.value.snapshot?.pipeline.state ?? null;
    const { unit, builtIn, healthy } = metric();
    const { language } = page.preferences.value;
    const freshness = freshnessOf({ asOf, nowMs: page.nowMs.value, viewState: state, pipelineState });
    // What Tidewatch counts about itself and never happened is a zero, as soon as anything was read.
    const amount = snapshot?.answer.series[0]?.total ?? (builtIn && asOf !== null ? 0 : null);
    const partial = snapshot?.answer.history === 'unavailable';
    return {
      value: amount === null ? null : formatValue(amount, unit, language),
      asOf,
      waiting: snapshot === null,
      stale: freshness.age === 'stale',
      words: freshnessWords(freshness, { healthy, asOf, partial }, text.value, language),
    };
  });
};
