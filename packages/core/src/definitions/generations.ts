import type { Catalog, DefinitionsRecord, GenerationRecord, TopicRecord } from '@tidewatch/contract';
import type { SliceRange } from '../ports/metric-store.ts';

/** A generation in force or superseded. */
export interface Generation {
  /** Its place, from 1. */
  readonly number: number;
  readonly hash: string;
  readonly revision: number;
  /** Topic → partition → first offset, valid for the epochs in `epochs`. */
  readonly from: GenerationRecord['from'];
  /** Epoch of each topic when the generation began. */
  readonly epochs: Readonly<Record<string, number>>;
  /** The newest catalog with this hash: titles, targets and owners may change within a generation. */
  readonly catalog: Catalog;
  /** Readers take it: it began without waiting, or a record said that it has caught up with the one before. */
  readonly caughtUp: boolean;
}

/** What the topic `definitions` says. */
export interface Definitions {
  readonly generations: readonly Generation[];
  /** The newest that readers take; null before the first. */
  readonly inForce: Generation | null;
  /**
   * The newest of all while it has not caught up yet. Who wins when several begin at once is the order of the log: the last one. Those
   * between it and the one in force are given up.
   */
  readonly upcoming: Generation | null;
  /** Newest record per topic. */
  readonly topics: ReadonlyMap<string, TopicRecord>;
  /** Topic → how many epoch raises had happened when it was raised last (0: never). */
  readonly raisedAt: ReadonlyMap<string, number>;
  /** How many times an epoch was raised. */
  readonly raises: number;
}

/**
 * Folds the records of `definitions` in offset order. The first record with a new (hash, revision) is a generation; a later one
 * with the same pair only renews its catalog. A pure function, so every reader sees the same numbers and changes over at the same record.
 */
export function definitionsOf(records: Iterable<DefinitionsRecord>): Definitions {
  const generations: Generation[] = [];
  const topics = new Map<string, TopicRecord>();
  const raisedAt = new Map<string, number>();
  let raises = 0;
  for (const record of records) {
    if (record.kind === 'topic') {
      const before = topics.get(record.topic);
      if (before !== undefined && record.epoch <= before.epoch) continue;
      if (before !== undefined) raisedAt.set(record.topic, (raises += 1));
      topics.set(record.topic, record);
      continue;
    }
    const place = generations.findIndex((known) => known.hash === record.hash && known.revision === record.revision);
    const same = generations[place];
    if (record.kind === 'in-force') {
      if (same !== undefined) generations[place] = { ...same, caughtUp: true };
    } else if (same === undefined) generations.push(newGeneration(record, generations.length + 1, topics));
    else generations[place] = { ...same, catalog: record.catalog };
  }
  const newest = generations.at(-1);
  return {
    generations,
    inForce: generations.findLast(({ caughtUp }) => caughtUp) ?? null,
    upcoming: newest === undefined || newest.caughtUp ? null : newest,
    topics,
    raisedAt,
    raises,
  };
}

function newGeneration(record: GenerationRecord, number: number, topics: ReadonlyMap<string, TopicRecord>): Generation {
  const epochs = Object.fromEntries([...topics].map(([topic, known]) => [topic, known.epoch]));
  const { hash, revision, from, catalog, awaits } = record;
  return { number, hash, revision, from, epochs, catalog, caughtUp: awaits !== true };
}

/** First offset of a generation in a partition of the given epoch; null when it never folded that epoch. */
export function firstOffsetOf(generation: Generation, topic: string, epoch: number, partition: number): number | null {
  const began = generation.epochs[topic] ?? 0;
  if (epoch < began) return null;
  return epoch > began ? 0 : (generation.from[topic]?.[String(partition)] ?? 0);
}

/**
 * Which generation counts for which slices of one partition (I9): per slice the highest that has caught up and whose first offset is
 * at or below it.
 * Older epochs keep the generations that folded them.
 */
export function readableSlices(definitions: Definitions, topic: string, partition: number): readonly SliceRange[] {
  const newest = definitions.topics.get(topic)?.epoch ?? 0;
  const ranges: SliceRange[] = [];
  for (let epoch = 0; epoch <= newest; epoch += 1) {
    let below = Number.MAX_SAFE_INTEGER;
    for (const generation of definitions.generations.toReversed()) {
      if (!generation.caughtUp) continue;
      const from = firstOffsetOf(generation, topic, epoch, partition);
      if (from === null || from >= below) continue;
      ranges.push({ generation: generation.number, topic, epoch, partition, from, below });
      below = from;
    }
  }
  return ranges;
}

/** Consumer group of the processors of a generation. Raising an epoch changes it, so that old commits cannot be mistaken. */
export function processorGroup(generation: number, raises: number): string {
  return raises === 0 ? `processor-${generation}` : `processor-${generation}.${raises}`;
}
