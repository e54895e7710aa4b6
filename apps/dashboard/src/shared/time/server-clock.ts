/** The server's clock as seen from here. The browser's own clock may be wrong by hours; ages are counted by the server's. */
export interface ServerClock {
  /** Epoch ms. The browser's time until the server was heard. */
  now(): number;
  /** A message that the server stamped with `sentAt` (epoch ms) just arrived. */
  observe(sentAt: number): void;
}

const spanMs = 30_000;

/**
 * A message can only be late, never early: the largest `sentAt − monotonic` of the last half minute is the best estimate of the offset
 * (the minimum filter of NTP, RFC 5905 section 10). `monotonic` counts ms and never jumps.
 */
export const createServerClock = (monotonic: () => number, wall: () => number): ServerClock => {
  let before = -Infinity;
  let current = -Infinity;
  let began = monotonic();
  return {
    now() {
      const offset = Math.max(before, current);
      return Math.round(offset === -Infinity ? wall() : monotonic() + offset);
    },
    observe(sentAt) {
      const at = monotonic();
      if (at - began > spanMs) {
        before = current;
        current = -Infinity;
        began = at;
      }
      current = Math.max(current, sentAt - at);
    },
  };
};
