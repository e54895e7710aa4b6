import { shallowRef, type ShallowRef } from 'vue';

/** A screen reader that is still speaking drops or queues what comes too soon. */
const apartMs = 2_000;

export interface Announcer {
  /** The text of the page's polite live region. */
  readonly spoken: Readonly<ShallowRef<string>>;
  /** Says it now, or when the last text is long enough ago; of several that wait only the newest. */
  announce(text: string): void;
}

export const createAnnouncer = (): Announcer => {
  const spoken = shallowRef('');
  let waiting: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const speak = () => {
    timer = null;
    if (waiting === null) return;
    spoken.value = waiting;
    waiting = null;
    timer = setTimeout(speak, apartMs);
  };
  return {
    spoken,
    announce(text) {
      waiting = text;
      if (timer === null) speak();
    },
  };
};
