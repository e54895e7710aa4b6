import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef } from 'vue';
import { ageText } from '../format/format-value.ts';
import { freshnessOf, type Freshness } from '../freshness/freshness.ts';
import { useTexts } from '../i18n/use-texts.ts';
import type { LiveState, LiveView } from '../live/live-view.ts';
import { usePage } from '../page/use-page.ts';
import { formatSecondWithZone } from '../time/format-time.ts';
import { panelTexts } from './panel-texts.ts';

/** What is looked at of an answer. */
export interface DatedView {
  readonly state: LiveState;
  readonly asOf: number | null;
  readonly snapshot: unknown;
}

export interface PanelFreshness {
  /** The data is old: grey and hatched. */
  readonly old: boolean;
  /** Late (amber) or stale (grey): a word, and since when and why; null when all is well. */
  readonly note: { readonly tone: 'warn' | 'stale'; readonly word: string; readonly text: string } | null;
}

const rank = ({ age, cause }: Freshness) => ({ fresh: 0, late: 1, stale: 2 })[age] + (cause === null ? 0 : 0.5);

/** How current a panel is: as its oldest answer. `partial`: the store is away, only recent data is shown. */
export const useFreshness = (
  views: () => readonly DatedView[],
  partial: () => boolean = () => false,
): ComputedRef<PanelFreshness> => {
  const page = usePage();
  const text = useTexts(panelTexts);
  return computed(() => {
    const pipelineState = page.pipeline.value.snapshot?.pipeline.state ?? null;
    const oldest = views()
      .filter(({ snapshot }) => snapshot !== null)
      .map(({ asOf, state }) => ({
        asOf,
        ...freshnessOf({ asOf, nowMs: page.nowMs.value, viewState: state, pipelineState }),
      }))
      .sort((one, other) => rank(other) - rank(one))[0];
    if (oldest === undefined || oldest.asOf === null) return { old: false, note: null };
    const { chart } = page.text.value;
    const time = formatSecondWithZone(oldest.asOf, page.preferences.value.zone);
    const old = oldest.age === 'stale' || oldest.cause === 'connection';
    const { tile } = page.text.value;
    const stale = (word: string, words: string): PanelFreshness => ({
      old,
      note: { tone: 'stale', word, text: words },
    });
    if (oldest.cause === 'connection') return stale(text.value.noConnection, chart.interrupted(time));
    if (oldest.cause === 'refused') return stale(tile.stale, chart.notAnswered(time));
    if (oldest.cause === 'stopped') return stale(tile.stopped, chart.stoppedSince(time));
    if (oldest.age === 'stale') return stale(tile.stale, chart.behind(time));
    if (partial()) return { old, note: { tone: 'warn', word: tile.partial, text: chart.partial } };
    if (oldest.age === 'fresh') return { old, note: null };
    const late = tile.late(ageText(oldest.behindSeconds, page.preferences.value.language));
    return { old, note: { tone: 'warn', word: late, text: late } };
  });
};

/** How current a panel of numbers is; they are partial while the store of the history is away. */
export const useSeriesFreshness = (views: () => readonly LiveView<SeriesSnapshot>[]): ComputedRef<PanelFreshness> =>
  useFreshness(views, () => views()[0]?.snapshot?.answer.history === 'unavailable');
