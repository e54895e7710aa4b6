import { map } from 'rxjs';
import type { Sabotage } from './world.ts';

/** Defences taken away one by one. Each must make the simulation fail, or the simulation proves nothing. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'an append that is acknowledged before it is durable': (log) => ({
    ...log,
    append: async (topic, records) => {
      const written = log.append(topic, records);
      if (topic !== 'rollups') return written;
      written.catch(() => {});
      return new Map();
    },
  }),
  'a take-over that goes on at the committed offset': (log) => ({
    ...log,
    consume: (group, topics, startAt) => log.consume(group, topics, (gained) => gained.committed ?? startAt(gained)),
  }),
  'a take-over without the duplicate horizon': (log) => ({
    ...log,
    consume: (group, topics, startAt) =>
      log.consume(group, topics, (gained) =>
        Math.max(startAt(gained), Math.floor(((gained.committed ?? 1) - 1) / 16) * 16),
      ),
  }),
  'a commit ahead of what was published': (log) => ({
    ...log,
    consume: (group, topics, startAt) =>
      log
        .consume(group, topics, startAt)
        .pipe(map((owned) => ({ ...owned, commit: (offset: number) => owned.commit(offset + 20) }))),
  }),
};
