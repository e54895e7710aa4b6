import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

const tellFromPx = 40;

/** Width of an element in pixels of a 16 px root, told only when it changes noticeably. */
export const useElementWidth = (element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> => {
  const width = ref(480);
  let observer: ResizeObserver | null = null;
  onMounted(() => {
    if (element.value === null) return;
    observer = new ResizeObserver(([entry]) => {
      const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      const next = (entry?.contentRect.width ?? 0) / scale;
      if (Math.abs(next - width.value) >= tellFromPx) width.value = next;
    });
    observer.observe(element.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return width;
};
