import { onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Page } from '../../page/page.ts';
import { readColours, type PlotColours } from './plot-colours.ts';

/** The tokens of the theme in force, read again when it changes. */
export const useColours = (
  page: Page,
  element: Readonly<Ref<HTMLElement | null>>,
): Readonly<ShallowRef<PlotColours | null>> => {
  const colours = shallowRef<PlotColours | null>(null);
  const read = () => {
    if (element.value !== null) colours.value = readColours(element.value);
  };
  onMounted(read);
  watch([page.theme, () => page.address.wall], read, { flush: 'post' });
  return colours;
};
