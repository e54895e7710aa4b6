import { computed, type ComputedRef } from 'vue';
import { comparisons, type Comparison } from '../../shared/address/address.ts';
import { useTexts } from '../../shared/i18n/use-texts.ts';
import { useCommand } from '../../shared/keyboard/use-command.ts';
import { usePage } from '../../shared/page/use-page.ts';
import { useTimeRange } from '../../shared/page/use-time-range.ts';
import { compareName } from '../../shared/time/compare-words.ts';
import { scopeTexts } from './messages.ts';

/** Every comparison in words, as of the range of the address. */
export const useComparisonNames = (): ComputedRef<Readonly<Record<Comparison, string>>> => {
  const page = usePage();
  const range = useTimeRange(page);
  return computed(() => {
    const speech = { text: page.text.value, language: page.preferences.value.language, zone: page.address.tz };
    const nameOf = (compare: Comparison) =>
      compareName(compare, range.value.toMs - 1, speech) ?? page.text.value.compare.off;
    return { off: nameOf('off'), '1d': nameOf('1d'), '7d': nameOf('7d'), '28d': nameOf('28d') };
  });
};

/** The key that goes through the comparisons, on a wall too. */
export const useComparisonKey = (): void => {
  const page = usePage();
  const texts = useTexts(scopeTexts);
  const names = useComparisonNames();
  useCommand({
    key: 'w',
    name: () => texts.value.compareNext,
    enabled: () => page.scope.value.timed,
    run: () => {
      const { address } = page;
      const next = comparisons[(comparisons.indexOf(address.compare) + 1) % comparisons.length] ?? 'off';
      address.change({ compare: next });
      page.announce(names.value[next]);
    },
  });
};
