import type { DefinitionsRecord } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import { parseDefinitionsRecord } from '../../../definitions/read-definitions.ts';
import { readWholeTopic } from '../../../definitions/read-topic.ts';
import { Generations } from '../../../live/view/generations.ts';
import type { EventLog } from '../../../ports/event-log.ts';

/** The definitions as readers took them from a moment on. */
export interface DefinitionState {
  /** Epoch ms. */
  readonly since: number;
  readonly generations: Generations;
}

/** Which generation counted for which slice, and when, oldest first: a new entry wherever slices got other owners. */
export async function definitionStates(log: Pick<EventLog, 'tail' | 'offsets'>): Promise<readonly DefinitionState[]> {
  const states: DefinitionState[] = [];
  const records: DefinitionsRecord[] = [];
  for (const { record } of await readWholeTopic(log, 'definitions')) {
    const parsed = parsedOrNull(record.value);
    if (parsed === null) continue;
    records.push(parsed);
    const generations = new Generations(records);
    if (generations.catalog === null) continue;
    const last = states.at(-1);
    if (last === undefined || generations.differFrom(last.generations))
      states.push({ since: record.appendTime, generations });
    else states[states.length - 1] = { ...last, generations };
  }
  return states;
}

/** A record that cannot be read is left out, as the live view does. */
function parsedOrNull(value: Uint8Array | null): DefinitionsRecord | null {
  try {
    return parseDefinitionsRecord(value);
  } catch (error) {
    if (error instanceof TidewatchError) return null;
    throw error;
  }
}
