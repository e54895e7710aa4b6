import type { LocalText, MetricItem } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef } from 'vue';
import { localText } from '../catalog/local-text.ts';
import type { Language } from '../format/locale.ts';
import type { LiveView } from '../live/live-view.ts';
import { usePage } from '../page/use-page.ts';
import type { Page } from '../page/page.ts';
import { instantText } from '../time/resolve-time.ts';
import type { Zone } from '../time/zones.ts';
import { panelPicture, wasCounted, type PanelPicture } from './panel-picture.ts';
import { panelRange, type PanelRange } from './panel-range.ts';
import { panelScope, type PanelScope } from './panel-scope.ts';

/** The part of a panel's definition that all kinds share. */
export interface PanelText {
  readonly title?: LocalText | undefined;
  readonly description?: LocalText | undefined;
  readonly where?: readonly string[];
  readonly compare?: boolean;
}

/** What a panel asks for, by its definition and by the address. */
export interface PanelContext {
  readonly page: Page;
  readonly range: ComputedRef<PanelRange>;
  readonly scope: ComputedRef<PanelScope>;
  /** Shift of the comparison as the API takes it; null: none. */
  readonly compare: ComputedRef<'1d' | '7d' | '28d' | null>;
  readonly title: ComputedRef<string>;
  readonly description: ComputedRef<string>;
  readonly language: ComputedRef<Language>;
  readonly zone: ComputedRef<Zone>;
  /** What the panel shows of this answer; `hasData`: there is something to draw. */
  pictureOf(view: LiveView<SeriesSnapshot> | undefined, hasData: boolean): PanelPicture;
  /** Opens the events that the metric counted between two times; what the pipeline counts of itself has none. */
  openInterval(metric: CountedMetric, interval: { readonly fromMs: number; readonly toMs: number }): void;
  /** Opens the events of one value of a dimension. */
  openGroup(metric: CountedMetric, dimension: string, key: string): void;
}

type CountedMetric = Pick<MetricItem, 'metric' | 'builtIn'>;

/** Charts need not know the second. */
const nowStepMs = 5_000;

/** `dimensions`: those that the screen's filter can have on this panel. */
export const usePanel = (
  panel: () => PanelText,
  metric: () => Pick<MetricItem, 'title' | 'description'> | null,
  dimensions: () => readonly string[],
): PanelContext => {
  const page = usePage();
  const { address } = page;
  const language = computed(() => page.preferences.value.language);
  const zone = computed(() => page.preferences.value.zone);
  const nowMs = computed(() => Math.floor(page.nowMs.value / nowStepMs) * nowStepMs);
  const textOf = (text: LocalText | undefined) => (text === undefined ? '' : localText(text, language.value));
  const scope = computed(() => panelScope(panel().where ?? [], address.where, dimensions()));
  return {
    page,
    language,
    zone,
    range: computed(() => panelRange(address.from, address.to, nowMs.value, zone.value)),
    scope,
    compare: computed(() => (address.compare === 'off' || panel().compare === false ? null : address.compare)),
    title: computed(() => textOf(panel().title ?? metric()?.title)),
    description: computed(() => textOf(panel().description)),
    pictureOf: (view, hasData) =>
      panelPicture({
        nothing: scope.value.nothing,
        answered: (view?.snapshot ?? null) !== null,
        refused: view?.state === 'refused',
        hasData,
        isCounted: wasCounted(view?.snapshot?.answer, scope.value.where),
        pipelineStopped: page.pipeline.value.snapshot?.pipeline.state === 'stopped',
      }),
    openInterval({ metric: name, builtIn }, { fromMs, toMs }) {
      if (builtIn) return;
      const { where } = scope.value;
      address.openEvents({ metric: name, from: instantText(fromMs), to: instantText(toMs), where });
    },
    openGroup({ metric: name, builtIn }, dimension, key) {
      if (builtIn) return;
      const { from, to } = address;
      const others = scope.value.where.filter((one) => !one.startsWith(`${dimension}:`));
      address.openEvents({ metric: name, from, to, where: [...others, `${dimension}:${key}`] });
    },
  };
};
