/** Updates of one moment arrive as several messages: waiting this long makes them one repaint. */
const gatherMs = 20;
/**
 * Two repaints may follow each other faster than the pace, so that they keep step with what arrives: a server that sends each 200 ms is
 * painted after 400 and 600 ms in turn, at once, instead of each 500 ms, when half of it is old by half an interval.
 */
const closest = 0.7;
/** What arrived longer ago than this is the past of the server's rhythm: the next of it is worth waiting for … */
const oldMs = 60;
/** … for so long. */
const holdMs = 100;

export interface Painter {
  /** Asks for a repaint: something arrived. */
  request(): void;
  pause(): void;
  /** Paints what was asked for during the pause. */
  resume(): void;
  stop(): void;
}

/** Calls `paint` at most twice in 2 × `everyMs`, in step with the requests, and never while paused. */
export const createPainter = (paint: () => void, everyMs: number): Painter => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let dueAt = Infinity;
  let paintedAt = -Infinity;
  let paintedBefore = -Infinity;
  let paused = false;
  let wanted = false;
  const cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    dueAt = Infinity;
  };
  const run = () => {
    cancel();
    wanted = false;
    paintedBefore = paintedAt;
    paintedAt = performance.now();
    paint();
  };
  const request = () => {
    wanted = true;
    if (paused) return;
    const now = performance.now();
    const allowedAt = Math.max(paintedAt + closest * everyMs, paintedBefore + 2 * everyMs);
    const at = now < allowedAt - oldMs ? allowedAt + holdMs : Math.max(allowedAt, now + gatherMs);
    if (at >= dueAt) return;
    cancel();
    dueAt = at;
    timer = setTimeout(run, at - now);
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
