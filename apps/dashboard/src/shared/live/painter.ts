/** Updates of one moment arrive as several messages: waiting this long makes them one repaint. */
const gatherMs = 30;

export interface Painter {
  /** Asks for a repaint: soon when the last one is long ago, at the next turn otherwise. */
  request(): void;
  pause(): void;
  /** Paints what was asked for during the pause. */
  resume(): void;
  stop(): void;
}

/** Calls `paint` at most once in `everyMs`, and never while paused. */
export const createPainter = (paint: () => void, everyMs: number): Painter => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let paintedAt = -Infinity;
  let paused = false;
  let wanted = false;
  const run = () => {
    timer = null;
    wanted = false;
    paintedAt = performance.now();
    paint();
  };
  const request = () => {
    wanted = true;
    if (paused || timer !== null) return;
    timer = setTimeout(run, Math.max(gatherMs, paintedAt + everyMs - performance.now()));
  };
  const cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    request,
    pause() {
      paused = true;
      cancel();
    },
    resume() {
      paused = false;
      if (wanted) request();
    },
    stop: cancel,
  };
};
