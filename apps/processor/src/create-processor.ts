import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { TidewatchError, type Catalog, type Settings } from '@tidewatch/contract';
import {
  enterGeneration,
  inheritedCommits,
  type EnteredGeneration,
} from '@tidewatch/core/definitions/enter-generation';
import { processorGroup } from '@tidewatch/core/definitions/generations';
import { publishedThrough } from '@tidewatch/core/definitions/published-progress';
import { inputTopics, rollupsPartitions, tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { planFold } from '@tidewatch/core/fold/fold-plan';
import type { EventLog, GainedPartition } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { pipeline, type PipelineOptions } from './pipeline.ts';
import { sliceRulesOf, type RulesContext } from './slice-rules.ts';

export interface ProcessorOptions {
  readonly log: EventLog;
  readonly catalog: Catalog;
  readonly settings: Settings['processor'];
  readonly telemetry: Telemetry;
  /** Fold again from this append time (epoch ms, 0 for the earliest) into a new generation. */
  readonly rebuildFrom?: number;
  /** Told once when the processor cannot go on; an operator has to act. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

export interface Processor {
  /** Enters the generation and begins to consume. Rejects with what the start checks find. */
  start(): Promise<EnteredGeneration>;
  /** Leaves the group. What was not published is folded again by the next owner. Repeatable. */
  stop(): Promise<void>;
}

/** The role `processor`: events to rollups. */
export function createProcessor(options: ProcessorOptions): Processor {
  let running: Subscription | null = null;
  return {
    async start() {
      const entered = await enter(options);
      const context = await rulesContext(options.log, entered);
      running = pipeline(pipelineOptions(options, entered, context)).subscribe({
        error: (error: unknown) => options.onFailure(error),
        complete: () => options.telemetry.log('info', 'The log was closed; the processor has stopped.'),
      });
      return entered;
    },
    async stop() {
      running?.unsubscribe();
      running = null;
    },
  };
}

async function enter(options: ProcessorOptions): Promise<EnteredGeneration> {
  const { log, catalog, settings, telemetry, rebuildFrom, scheduler = asyncScheduler } = options;
  await log.createTopics(tidewatchTopics(settings.eventPartitions));
  const rollups = await log.offsets('rollups');
  if (rollups.length !== rollupsPartitions) {
    throw new TidewatchError(
      'partitions_changed',
      `The topic rollups has ${rollups.length} partitions and must have ${rollupsPartitions}: frames of one input partition would no longer be in order.`,
    );
  }
  const entered = await enterGeneration(log, {
    catalog,
    revision: settings.revision,
    sliceOffsets: settings.sliceOffsets,
    epochs: settings.epochs,
    now: scheduler.now(),
    ...(rebuildFrom === undefined ? {} : { rebuildFrom }),
  });
  telemetry.gauge('generation', entered.generation.number);
  telemetry.gauge('catalog_superseded', entered.superseded ? 1 : 0);
  if (entered.superseded) {
    telemetry.log(
      'warn',
      'Another catalog is in force; this one goes on with its old generation. Raise processor.revision to go back to it on purpose.',
      {
        code: 'catalog_superseded',
        generation: entered.generation.number,
      },
    );
  }
  return entered;
}

async function rulesContext(log: EventLog, entered: EnteredGeneration): Promise<RulesContext> {
  const { generation, definitions } = entered;
  const inherited = new Map<string, ReadonlyMap<number, number>>();
  if (definitions.raises > 0) {
    for (const topic of inputTopics(generation.catalog)) {
      inherited.set(topic, await inheritedCommits(log, generation.number, topic, definitions));
    }
  }
  const published = await publishedThrough(log, (topic) => definitions.topics.get(topic)?.epoch ?? 0);
  return { generation, definitions, inherited, published };
}

function pipelineOptions(
  options: ProcessorOptions,
  entered: EnteredGeneration,
  context: RulesContext,
): PipelineOptions {
  const { generation, definitions } = entered;
  return {
    log: options.log,
    group: processorGroup(generation.number, definitions.raises),
    topics: inputTopics(options.catalog),
    catalog: options.catalog,
    plan: planFold(options.catalog),
    duplicateHorizonOffsets: options.settings.duplicateHorizonOffsets,
    cellsMax: options.settings.cellsMax,
    identityOf: (topic, partition) => ({
      generation: generation.number,
      topic,
      epoch: definitions.topics.get(topic)?.epoch ?? 0,
      partition,
    }),
    rulesOf: (gained: GainedPartition) => sliceRulesOf(context, gained),
    ...(options.scheduler === undefined ? {} : { scheduler: options.scheduler }),
  };
}
