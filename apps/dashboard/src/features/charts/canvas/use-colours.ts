import { onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Page } from '../../../shared/page/page.ts';
import { readColours, type ChartColours } from './chart-colours.ts';

/** The tokens of the theme in force, read again when it changes. */
export const useColours = (
  page: Page,
  element: Readonly<Ref<HTMLElement | null>>,
): Readonly<ShallowRef<ChartColours | null>> => {
  const colours = shallowRef<ChartColours | null>(null);
  const read = () => {
    if (element.value !== null) colours.value = readColours(element.value);
  };
  onMounted(read);
  watch(page.theme, read, { flush: 'post' });
  return colours;
};
