import { setTimeout as delay } from 'node:timers/promises';
import type { PipelineAnswer, UpcomingGeneration } from '@tidewatch/contract';
import { measureCatchUp, sumOfCatchUp } from '@tidewatch/core/definitions/catch-up';
import { readDefinitions } from '@tidewatch/core/definitions/read-definitions';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { fetchJson } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { Progress } from '../../verbs/progress.ts';

const lookEveryMs = 500;
/** Nothing was folded for so long: nobody is at work. */
const idleMsMax = 15_000;

/** How a generation stands: in force, being folded, or given up for a later one (null). */
type Standing = 'in force' | UpcomingGeneration | null;

/** Shows how far a generation is, by the pipeline of a running Tidewatch. Answers whether it came into force. */
export function followOnServer(url: string, generation: number, io: Io): Promise<boolean> {
  return follow(async () => {
    const pipeline = await fetchJson<PipelineAnswer>(`${url}/v1/pipeline`);
    if (pipeline.generation === generation) return 'in force';
    const { upcoming } = pipeline;
    // It may not have heard of it yet.
    if ((upcoming?.generation ?? 0) < generation && (pipeline.generation ?? 0) < generation)
      return { generation, done: 0, total: 1 };
    return upcoming?.generation === generation ? upcoming : null;
  }, io);
}

/** The same by the log alone. */
export function followInLog(log: EventLog, generation: number, io: Io): Promise<boolean> {
  return follow(async () => {
    const definitions = await readDefinitions(log);
    const own = definitions.generations[generation - 1];
    if (own?.caughtUp === true) return 'in force';
    if (own === undefined || definitions.upcoming !== own) return null;
    return { generation, ...sumOfCatchUp(await measureCatchUp(log, definitions, own)) };
  }, io);
}

async function follow(look: () => Promise<Standing>, io: Io): Promise<boolean> {
  const progress = new Progress(io, 'records');
  let done = -1;
  let movedAt = performance.now();
  try {
    while (!io.signal.aborted) {
      const standing = await look();
      if (standing === 'in force') return true;
      if (standing === null) {
        progress.say('It was given up: a later generation takes its place.');
        return false;
      }
      progress.update(standing.total === 0 ? 1 : standing.done / standing.total, standing.done);
      if (standing.done !== done) movedAt = performance.now();
      done = standing.done;
      if (performance.now() - movedAt > idleMsMax) {
        progress.say('No processor folds it at the moment; it goes on when one runs.');
        return false;
      }
      await delay(lookEveryMs, undefined, { signal: io.signal }).catch(() => undefined);
    }
    return false;
  } finally {
    progress.end();
  }
}
