import { onScopeDispose, ref, type Ref } from 'vue';

const restsAfterMs = 3_000;

/** Whether the pointer was moved a moment ago. While it rests it is hidden. */
export const usePointerStirred = (): Readonly<Ref<boolean>> => {
  const stirred = ref(false);
  const root = document.documentElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = () => {
    stirred.value = false;
    root.style.cursor = 'none';
  };
  const stir = () => {
    clearTimeout(timer);
    stirred.value = true;
    root.style.cursor = '';
    timer = setTimeout(rest, restsAfterMs);
  };
  rest();
  addEventListener('pointermove', stir);
  onScopeDispose(() => {
    clearTimeout(timer);
    root.style.cursor = '';
    removeEventListener('pointermove', stir);
  });
  return stirred;
};
