import type { EventLog } from '@tidewatch/core/ports/event-log';

/** A log that tells how far its durable frames have come. */
export interface WatchedLog {
  readonly log: EventLog;
  /** Resolves when frames that contain everything below `ends` are durable. */
  readonly done: Promise<void>;
}

/** Watches the frames that a processor appends to `rollups`; `ends` are the offsets after the last record per input partition. */
export function watchFrames(
  log: EventLog,
  ends: ReadonlyMap<number, number>,
  onProgress: (folded: number) => void,
): WatchedLog {
  const through = new Map<number, number>();
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const take = (frame: string): void => {
    // The progress stands before the cells: reading a frame whole would cost more than making it.
    const head = frame.slice(0, 400);
    const at = Number(/"through":(-?\d+)/.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(at)) return;
    through.set(Number(/"partition":(\d+)/.exec(head)![1]), at + 1);
    onProgress([...through.values()].reduce((sum, next) => sum + next, 0));
    if ([...ends].every(([partition, end]) => end === 0 || (through.get(partition) ?? 0) >= end)) resolve();
  };
  const append: EventLog['append'] = async (topic, records) => {
    const offsets = await log.append(topic, records);
    if (topic === 'rollups') for (const { value } of records) if (typeof value === 'string') take(value);
    return offsets;
  };
  const watched = new Proxy(log, {
    get: (target, name) => {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { log: watched, done };
}
