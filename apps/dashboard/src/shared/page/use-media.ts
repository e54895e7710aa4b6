import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether a media query holds, right from the start: a layout that changed after mounting would load its panels twice. */
export const useMedia = (query: string): Readonly<Ref<boolean>> => {
  const media = matchMedia(query);
  const matches = ref(media.matches);
  const follow = (event: MediaQueryListEvent) => (matches.value = event.matches);
  media.addEventListener('change', follow);
  onScopeDispose(() => media.removeEventListener('change', follow));
  return matches;
};
