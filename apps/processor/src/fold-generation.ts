import type { Observable, SchedulerLike } from 'rxjs';
import type { Settings } from '@tidewatch/contract';
import { inheritedCommits } from '@tidewatch/core/definitions/enter-generation';
import { processorGroup, type Definitions, type Generation } from '@tidewatch/core/definitions/generations';
import { publishedThrough } from '@tidewatch/core/definitions/published-progress';
import { inputTopics } from '@tidewatch/core/definitions/topics';
import { planFold } from '@tidewatch/core/fold/fold-plan';
import type { EventLog, GainedPartition } from '@tidewatch/core/ports/event-log';
import { pipeline, type PipelineOptions } from './pipeline.ts';
import { sliceRulesOf, type RulesContext } from './slice-rules.ts';

export interface FoldOptions extends Pick<PipelineOptions, 'onGap'> {
  readonly log: EventLog;
  readonly settings: Pick<Settings['processor'], 'duplicateHorizonOffsets' | 'cellsMax'>;
  readonly scheduler?: SchedulerLike;
}

/** The pipeline of one generation, by the definitions that its record holds. */
export async function foldGeneration(
  options: FoldOptions,
  generation: Generation,
  definitions: Definitions,
): Promise<Observable<number>> {
  const { log, settings, onGap, scheduler } = options;
  const { catalog, number } = generation;
  const context = await rulesContext(log, generation, definitions);
  return pipeline({
    log,
    group: processorGroup(number, definitions.raises),
    topics: inputTopics(catalog),
    catalog,
    plan: planFold(catalog),
    duplicateHorizonOffsets: settings.duplicateHorizonOffsets,
    cellsMax: settings.cellsMax,
    identityOf: (topic, partition) => ({
      generation: number,
      topic,
      epoch: definitions.topics.get(topic)?.epoch ?? 0,
      partition,
    }),
    rulesOf: (gained: GainedPartition) => sliceRulesOf(context, gained),
    onGap,
    ...(scheduler === undefined ? {} : { scheduler }),
  });
}

async function rulesContext(log: EventLog, generation: Generation, definitions: Definitions): Promise<RulesContext> {
  const inherited = new Map<string, ReadonlyMap<number, number>>();
  if (definitions.raises > 0) {
    for (const topic of inputTopics(generation.catalog)) {
      inherited.set(topic, await inheritedCommits(log, generation.number, topic, definitions));
    }
  }
  const published = await publishedThrough(log, (topic) => definitions.topics.get(topic)?.epoch ?? 0);
  return { generation, definitions, inherited, published };
}
