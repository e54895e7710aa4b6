import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef, type Ref } from 'vue';

export interface ListWindow {
  /** Rows to render: from (inclusive) to (exclusive). */
  readonly from: ComputedRef<number>;
  readonly to: ComputedRef<number>;
  /** Heights of what is left out above and below, rem. */
  readonly aboveRem: ComputedRef<number>;
  readonly belowRem: ComputedRef<number>;
}

const spareRows = 8;

/** The rows of a long list that a scroller shows, with some to spare. All rows are `rowRem` high. */
export const useWindow = (
  scroller: Readonly<Ref<HTMLElement | null>>,
  count: () => number,
  rowRem: number,
): ListWindow => {
  const top = ref(0);
  const height = ref(600);
  let observer: ResizeObserver | null = null;
  const rowPx = () => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const measure = () => {
    top.value = Math.floor((scroller.value?.scrollTop ?? 0) / rowPx());
    height.value = Math.ceil((scroller.value?.clientHeight ?? 600) / rowPx());
  };
  onMounted(() => {
    scroller.value?.addEventListener('scroll', measure, { passive: true });
    if (scroller.value !== null) (observer = new ResizeObserver(measure)).observe(scroller.value);
    measure();
  });
  onBeforeUnmount(() => {
    scroller.value?.removeEventListener('scroll', measure);
    observer?.disconnect();
  });
  const from = computed(() => Math.max(0, Math.min(top.value - spareRows, count())));
  const to = computed(() => Math.min(count(), top.value + height.value + spareRows));
  return {
    from,
    to,
    aboveRem: computed(() => from.value * rowRem),
    belowRem: computed(() => (count() - to.value) * rowRem),
  };
};
