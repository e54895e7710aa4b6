import type { MetricItem, SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef, type Ref } from 'vue';
import type { LiveView } from '../live/live-view.ts';
import { useLive } from '../live/use-live.ts';
import { useSeriesFreshness, type PanelFreshness } from '../panel/use-freshness.ts';
import { usePanel, type PanelContext, type PanelText } from '../panel/use-panel.ts';
import { statsOf } from '../series/stat.ts';
import { useBreakdownChoice, type BreakdownChoice } from './use-breakdown-choice.ts';

/** The definition of a panel that shows a metric by one of its dimensions. */
type BreakdownPanel = PanelText & { readonly by: readonly string[]; readonly stat?: string | undefined };

/** What the kind of panel asks for beyond that. */
interface BreakdownQuery {
  readonly step: string;
  readonly limit: number;
  /** With the time that the screen compares with. */
  readonly compared: boolean;
}

export interface Breakdown extends PanelContext, BreakdownChoice {
  readonly view: Readonly<Ref<LiveView<SeriesSnapshot>>>;
  readonly answer: ComputedRef<SeriesAnswer | null>;
  readonly freshness: ComputedRef<PanelFreshness>;
  /** A value of the dimension as the screen calls it. */
  nameOf(key: string): string;
}

/** A metric by the largest groups of the dimension that the reader chose, live. Only what functions give may change. */
export const useBreakdown = (
  id: string,
  panel: () => BreakdownPanel,
  metric: MetricItem,
  query: (context: PanelContext) => BreakdownQuery,
): Breakdown => {
  const context = usePanel(
    panel,
    () => metric,
    () => metric.by,
  );
  const { page, scope, compare, zone } = context;
  const choice = useBreakdownChoice(id, panel().by, metric);
  const stat = panel().stat ?? statsOf(metric).at(-1);
  const view = useLive(page.live, () => {
    const { step, limit, compared } = query(context);
    return {
      kind: 'series' as const,
      metric: metric.metric,
      by: [choice.dimension.value],
      from: page.address.from,
      to: page.address.to,
      step,
      tz: zone.value,
      where: [...scope.value.where],
      ...(compared && compare.value !== null ? { compare: compare.value } : {}),
      ...(stat === undefined ? {} : { stat }),
      limit,
      order: '-total' as const,
    };
  });
  const answer = computed(() => view.value.snapshot?.answer ?? null);
  return {
    ...context,
    ...choice,
    view,
    answer,
    freshness: useSeriesFreshness(() => [view.value]),
    nameOf: (key) => page.words.value.value(choice.dimension.value, key),
  };
};
