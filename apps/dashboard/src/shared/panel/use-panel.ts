import type { LocalText, MetricItem } from '@tidewatch/contract/queries';
import { computed, type ComputedRef } from 'vue';
import { localText } from '../catalog/local-text.ts';
import type { Language } from '../format/locale.ts';
import { usePage } from '../page/use-page.ts';
import type { Page } from '../page/page.ts';
import type { Zone } from '../time/zones.ts';
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
}

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
  return {
    page,
    language,
    zone,
    range: computed(() => panelRange(address.from, address.to, nowMs.value, zone.value)),
    scope: computed(() => panelScope(panel().where ?? [], address.where, dimensions())),
    compare: computed(() => (address.compare === 'off' || panel().compare === false ? null : address.compare)),
    title: computed(() => textOf(panel().title ?? metric()?.title)),
    description: computed(() => textOf(panel().description)),
  };
};
