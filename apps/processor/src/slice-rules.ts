import { TidewatchError } from '@tidewatch/contract';
import { firstOffsetOf, type Definitions, type Generation } from '@tidewatch/core/definitions/generations';
import type { GainedPartition } from '@tidewatch/core/ports/event-log';
import type { SliceRules } from '@tidewatch/core/stream/slice';

export interface RulesContext {
  readonly generation: Generation;
  readonly definitions: Definitions;
  /** Topic → commits of the same generation under an older group name. */
  readonly inherited: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** `topic/partition` → last published offset. */
  readonly published: ReadonlyMap<string, number>;
}

/**
 * How a gained partition is cut and where its owner begins. Throws `log_recreated` when the log ends below what was committed or
 * published: then the topic was deleted and made anew, and offsets no longer mean what the stored cells say.
 */
export function sliceRulesOf(context: RulesContext, gained: GainedPartition): SliceRules {
  const { generation, definitions, inherited, published } = context;
  const { topic, partition, begin, end } = gained;
  const rules = definitions.topics.get(topic)!;
  const committed = gained.committed ?? inherited.get(topic)?.get(partition) ?? null;
  const next = Math.max(committed ?? 0, (published.get(`${topic}/${partition}`) ?? -1) + 1);
  if (end < next) {
    throw new TidewatchError(
      'log_recreated',
      `The topic ${topic}, partition ${partition}, ends at ${end}, but records up to ${next} were processed before. It was recreated; raise processor.epochs.${topic} to ${rules.epoch + 1}.`,
    );
  }
  const from = firstOffsetOf(generation, topic, rules.epoch, partition) ?? 0;
  return { sliceOffsets: rules.sliceOffsets, hourCut: rules.hourCut, from, committed, begin };
}
