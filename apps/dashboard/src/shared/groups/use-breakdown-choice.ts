import type { MetricItem } from '@tidewatch/contract/queries';
import { computed, type ComputedRef } from 'vue';
import { usePage } from '../page/use-page.ts';

export interface BreakdownChoice {
  readonly dimension: ComputedRef<string>;
  /** What the panel offers first, then the other dimensions of the metric. */
  readonly choices: ComputedRef<readonly { readonly value: string; readonly name: string }[]>;
  choose(dimension: string): void;
}

/** The dimension of a panel, held in the URL: the first that the panel offers unless the reader chose another. */
export const useBreakdownChoice = (
  panel: string,
  offered: readonly string[],
  metric: Pick<MetricItem, 'by'>,
): BreakdownChoice => {
  const all = [...new Set([...offered, ...metric.by])].filter((name) => metric.by.includes(name));
  const { address, words } = usePage();
  const chosen = address.extra(`by.${panel}`);
  return {
    dimension: computed(() => all.find((name) => name === chosen.value) ?? all[0] ?? ''),
    choices: computed(() => all.map((value) => ({ value, name: words.value.dimension(value) }))),
    choose: (dimension) => (chosen.value = dimension === all[0] ? null : dimension),
  };
};
