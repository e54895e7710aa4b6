import { TidewatchError, type Catalog, type GenerationRecord, type TopicRecord } from '@tidewatch/contract';
import { generationHash } from '../catalog/generation-hash.ts';
import { canonicalJson } from '../hashing/canonical-json.ts';
import type { EventLog } from '../ports/event-log.ts';
import { checkInputTopics, type TopicRules } from './check-topics.ts';
import { firstOffsetOf, processorGroup, type Definitions, type Generation } from './generations.ts';
import { readDefinitions } from './read-definitions.ts';
import { startsAtTime, startsOfCommittedSlices } from './slice-starts.ts';
import { inputTopics } from './topics.ts';

export interface EnterOptions extends TopicRules {
  readonly catalog: Catalog;
  /** Raised by an operator to go back to earlier definitions on purpose. */
  readonly revision: number;
  /** Fold again from this append time (epoch ms, 0 for the earliest) into a new generation, even with the same definitions. */
  readonly rebuildFrom?: number;
  readonly now: number;
}

/** The generation of a catalog. */
export interface EnteredGeneration {
  readonly generation: Generation;
  readonly definitions: Definitions;
  /** Another generation was begun later: that one counts, and this catalog is not in force or will not stay so. */
  readonly superseded: boolean;
}

/**
 * Finds the generation of the catalog in `definitions`, or writes a new one (I9), which comes into force when it has caught up. Two
 * processes that do so at once agree: of the same definitions the first record counts, of different ones the last.
 * Throws what `checkInputTopics` throws.
 */
export async function enterGeneration(log: EventLog, options: EnterOptions): Promise<EnteredGeneration> {
  const hash = generationHash(options.catalog);
  let definitions = await readDefinitions(log);
  const topics = await checkInputTopics(log, options.catalog, definitions, options, options.now);
  if (topics.length > 0) {
    await append(log, topics);
    definitions = await readDefinitions(log);
  }
  const latest = definitions.generations.at(-1);
  const own = definitions.generations.findLast((generation) => generation.hash === hash);
  const current = own !== undefined && own === latest && options.revision <= own.revision;
  if (options.rebuildFrom === undefined && current) return renewed(log, own, definitions, options);
  if (options.rebuildFrom === undefined && own !== undefined && options.revision <= latest!.revision) {
    return { generation: own, definitions, superseded: true };
  }
  const revision = Math.max(
    options.revision,
    own === undefined && options.rebuildFrom === undefined ? 0 : (latest?.revision ?? -1) + 1,
  );
  const from = await firstOffsets(log, options, definitions);
  const awaits = definitions.inForce === null ? {} : ({ awaits: true } as const);
  const { catalog, now: at } = options;
  await append(log, [{ v: 1, kind: 'generation', hash, revision, from, catalog, ...awaits, at }]);
  return find(await readDefinitions(log), hash, revision);
}

/** Same definitions: only titles, targets, owners or keep may differ, and then the newest text is written. */
async function renewed(
  log: EventLog,
  own: Generation,
  definitions: Definitions,
  options: EnterOptions,
): Promise<EnteredGeneration> {
  if (canonicalJson(own.catalog) === canonicalJson(options.catalog))
    return { generation: own, definitions, superseded: false };
  const { hash, revision, from } = own;
  await append(log, [{ v: 1, kind: 'generation', hash, revision, from, catalog: options.catalog, at: options.now }]);
  return find(await readDefinitions(log), hash, revision);
}

function find(definitions: Definitions, hash: string, revision: number): EnteredGeneration {
  const generation = definitions.generations.find((known) => known.hash === hash && known.revision === revision);
  if (generation === undefined)
    throw new TidewatchError('unavailable', 'The topic definitions lost a record that was just written.', {
      retry: true,
    });
  return { generation, definitions, superseded: generation !== definitions.generations.at(-1) };
}

async function append(log: EventLog, records: readonly (GenerationRecord | TopicRecord)[]): Promise<void> {
  await log.append(
    'definitions',
    records.map((record) => ({ key: null, value: JSON.stringify(record), partition: 0 })),
  );
}

async function firstOffsets(
  log: EventLog,
  options: EnterOptions,
  definitions: Definitions,
): Promise<GenerationRecord['from']> {
  const from: Record<string, Record<string, number>> = {};
  for (const topic of inputTopics(options.catalog)) {
    const rules = definitions.topics.get(topic)!;
    const starts =
      options.rebuildFrom === undefined
        ? await startsOfCommittedSlices(log, rules, await committedPartitions(log, topic, rules, definitions))
        : await startsAtTime(log, rules, options.rebuildFrom);
    from[topic] = Object.fromEntries(
      [...starts].map(([partition, start]) => [
        String(partition),
        Math.min(start, givenUpStart(definitions, rules, partition)),
      ]),
    );
  }
  return from;
}

/** A generation that takes the place of one that had not caught up begins no later: a rebuild that somebody asked for goes on in it. */
function givenUpStart({ upcoming }: Definitions, { topic, epoch }: TopicRecord, partition: number): number {
  const start = upcoming === null ? null : firstOffsetOf(upcoming, topic, epoch, partition);
  return start ?? Number.POSITIVE_INFINITY;
}

/** What the generation in force had committed; the log's beginning where it did not read the topic. */
async function committedPartitions(log: EventLog, topic: string, rules: TopicRecord, definitions: Definitions) {
  const offsets = await log.offsets(topic);
  const { inForce } = definitions;
  const committed =
    inForce === null ? new Map<number, number>() : await inheritedCommits(log, inForce.number, topic, definitions);
  return offsets.map(({ partition, begin }) => {
    const before = inForce === null ? null : firstOffsetOf(inForce, topic, rules.epoch, partition);
    return { partition, begin, committed: committed.get(partition) ?? Math.max(begin, before ?? 0) };
  });
}

/** Commits of a generation for a topic, looked up through the groups that it had before epochs of other topics were raised. */
export async function inheritedCommits(
  log: Pick<EventLog, 'committed'>,
  generation: number,
  topic: string,
  definitions: Definitions,
): Promise<ReadonlyMap<number, number>> {
  const oldest = definitions.raisedAt.get(topic) ?? 0;
  for (let raises = definitions.raises; raises >= oldest; raises -= 1) {
    const commits = await log.committed(processorGroup(generation, raises), topic);
    if (commits.size > 0) return commits;
  }
  return new Map();
}
