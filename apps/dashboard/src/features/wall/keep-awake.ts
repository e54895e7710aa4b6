/** The part of the browser that keeps a screen on (W3C Screen Wake Lock); absent in some browsers and without HTTPS. */
interface WakeLock {
  request(kind: 'screen'): Promise<{ release(): Promise<void> }>;
}

/**
 * Keeps the screen on until the returned function is called. The browser lets go of the lock whenever the page is hidden: it is taken
 * again when the page comes back. Where there is no lock, or it is refused, nothing happens.
 */
export const keepAwake = (wakeLock: WakeLock | undefined, page: Document): (() => void) => {
  let held: { release(): Promise<void> } | null = null;
  let ended = false;
  const take = async () => {
    if (wakeLock === undefined || page.visibilityState !== 'visible') return;
    try {
      const lock = await wakeLock.request('screen');
      if (ended) await lock.release();
      else held = lock;
    } catch {
      // Refused, as with an empty battery: asked again when the page is shown next.
    }
  };
  const shown = () => void take();
  page.addEventListener('visibilitychange', shown);
  void take();
  return () => {
    ended = true;
    page.removeEventListener('visibilitychange', shown);
    void held?.release().catch(() => undefined);
  };
};
