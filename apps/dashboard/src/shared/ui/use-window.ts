import { computed, onScopeDispose, ref, toValue, watch, type ComputedRef, type MaybeRefOrGetter, type Ref } from 'vue';

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
  rowRem: MaybeRefOrGetter<number>,
): ListWindow => {
  const top = ref(0);
  const height = ref(600);
  const rowPx = () => toValue(rowRem) * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const measure = () => {
    top.value = Math.floor((scroller.value?.scrollTop ?? 0) / rowPx());
    height.value = Math.ceil((scroller.value?.clientHeight ?? 600) / rowPx());
  };
  const observer = new ResizeObserver(measure);
  // The scroller comes and goes where a table stands in its place.
  watch(
    scroller,
    (element, before) => {
      before?.removeEventListener('scroll', measure);
      observer.disconnect();
      element?.addEventListener('scroll', measure, { passive: true });
      if (element !== null) observer.observe(element);
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => {
    scroller.value?.removeEventListener('scroll', measure);
    observer.disconnect();
  });
  const from = computed(() => Math.max(0, Math.min(top.value - spareRows, count())));
  const to = computed(() => Math.min(count(), top.value + height.value + spareRows));
  return {
    from,
    to,
    aboveRem: computed(() => from.value * toValue(rowRem)),
    belowRem: computed(() => (count() - to.value) * toValue(rowRem)),
  };
};
