import type { LiveSocket } from './live-namespace.ts';

/** Counts the messages that wait until a socket's transport can take them. */
export function countWaiting({ conn }: LiveSocket): () => number {
  let waiting = 0;
  conn.on('packetCreate', () => waiting++);
  conn.on('flush', () => {
    waiting = 0;
  });
  return () => waiting;
}
