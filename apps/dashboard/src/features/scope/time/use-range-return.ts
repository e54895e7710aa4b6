import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { defaultAddress, type Address } from '../../../shared/address/address.ts';

interface Range {
  readonly from: string;
  readonly to: string;
}

/**
 * The way out of a zoom: each step into absolute times remembers the range before it, and `goBack` returns there, step by step; from a
 * link that was opened zoomed in, to the present. The browser's Back is the same step.
 */
export const useRangeReturn = (
  address: Pick<Address, 'from' | 'to' | 'frozen' | 'change'>,
): { readonly zoomed: ComputedRef<boolean>; goBack(): void } => {
  const before = shallowRef<readonly Range[]>([]);
  watch([() => address.from, () => address.to], ([from, to], [fromBefore, toBefore]) => {
    const last = before.value.at(-1);
    if (!address.frozen) before.value = [];
    else if (last?.from === from && last.to === to) before.value = before.value.slice(0, -1);
    else before.value = [...before.value, { from: fromBefore, to: toBefore }];
  });
  const goBack = () => {
    const { from, to } = before.value.at(-1) ?? defaultAddress;
    address.change({ from, to });
  };
  return { zoomed: computed(() => address.frozen), goBack };
};
