import type { OpenedPorts } from '@tidewatch/adapters/registry';
import { TidewatchError, type Catalog, type Settings } from '@tidewatch/contract';
import { enterGeneration } from '@tidewatch/core/definitions/enter-generation';
import { readDefinitions } from '@tidewatch/core/definitions/read-definitions';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';

/**
 * Begins a generation that folds the log again from an append time (epoch ms, 0 for the earliest), by this catalog, or by the newest that was written
 * where null. Answers its number. Running processors fold it beside the one in force. Throws what the start checks find.
 */
export async function beginRebuild(
  { log, clock }: Pick<OpenedPorts, 'log' | 'clock'>,
  { processor }: Pick<Settings, 'processor'>,
  given: Catalog | null,
  fromMs: number,
): Promise<number> {
  const { revision, sliceOffsets, epochs, eventPartitions } = processor;
  await log.createTopics(tidewatchTopics(eventPartitions));
  const catalog = given ?? (await readDefinitions(log)).generations.at(-1)?.catalog;
  if (catalog === undefined)
    throw new TidewatchError('unavailable', 'There are no definitions yet: start a processor first.', { retry: true });
  const entered = await enterGeneration(log, {
    catalog,
    revision,
    sliceOffsets,
    epochs,
    now: clock.now(),
    rebuildFrom: fromMs,
  });
  return entered.generation.number;
}
