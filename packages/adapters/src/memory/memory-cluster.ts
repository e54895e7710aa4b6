import type { Assign } from '@tidewatch/core/log/group-coordinator';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog, LogRecord, TopicInfo } from '@tidewatch/core/ports/event-log';
import { MemoryGroup } from './memory-group.ts';
import { MemoryMember } from './memory-member.ts';
import { MemoryTopics, offsetsOf } from './memory-topics.ts';
import type { MemoryOperation, Operations, RunOptions } from './operations.ts';
import { createOperations } from './operations.ts';

export interface MemoryClusterOptions {
  /** Append times and `endAskedAt`. */
  readonly clock: Clock;
  /** `auto` (default): every step runs by itself in a microtask. `manual`: only `run`, `fail` and `hold` move anything. */
  readonly control?: 'auto' | 'manual';
  readonly batchRecordsMax?: number;
  /** How often a reader that has caught up hears so (with `auto`; under `manual` its fetch is always pending, marked `idle`). */
  readonly idleBatchMs?: number;
  readonly recordBytesMax?: number;
}

/** What all parts of one cluster share. */
export interface MemorySetup extends Required<MemoryClusterOptions> {
  readonly topics: MemoryTopics;
  readonly operations: Operations;
  readonly groups: Map<string, MemoryGroup>;
  /** Members that hear nothing from the coordinator. */
  readonly cutOff: Set<string>;
  group(name: string): MemoryGroup;
}

/**
 * A log in memory for tests, shared by all its members, with every fault that a broker and its clients can show.
 *
 * Injection points: the order of steps (`pending`, `run`), batch borders (`run` with `recordsMax`), an append or commit whose
 * answer is lost and which is retried (`fail` with `answer_lost`: a duplicate write), one that did not happen and is retried
 * (`not_applied`), an effect whose answer comes later (`hold`), rebalances with any assignment (`rebalance`), owners that do not
 * know that they are none (`expel` … `reconnect`), crashes (`crash`), retention (`truncate`), a topic made anew
 * (`recreateTopic`), offsets without a record (`writeControlRecord`), foreign topics (`createTopic`, `write`).
 */
export interface MemoryCluster {
  member(name?: string): EventLog;
  /** Steps that could run now, oldest first. An append waits for the one before it by its member to the same partition. */
  pending(): readonly MemoryOperation[];
  run(operation: MemoryOperation, options?: RunOptions): void;
  fail(operation: MemoryOperation, how: 'answer_lost' | 'not_applied'): void;
  hold(operation: MemoryOperation, options?: RunOptions): void;
  /** Runs all that is pending, idle fetches apart, until nothing is left, with the promises between. */
  settle(): Promise<void>;
  rebalance(group: string, assign?: Assign): void;
  /** The coordinator gives the member's partitions away; the member goes on reading and appending, its commits are refused. */
  expel(member: string): void;
  /** The member hears that it was expelled, and joins again. */
  reconnect(member: string): void;
  /** The member's process dies: its steps vanish, its promises never settle, its streams fall silent. */
  crash(member: string): void;
  truncate(topic: string, partition: number, begin: number): void;
  /** Empties a topic and begins at offset 0. Kafka forgets the commits of a deleted topic; `keepCommits` models one that does not. */
  recreateTopic(topic: string, options?: { readonly keepCommits?: boolean }): void;
  createTopic(info: TopicInfo): void;
  write(topic: string, partition: number, records: readonly Omit<LogRecord, 'offset'>[]): void;
  writeControlRecord(topic: string, partition: number): void;
  /** What the partition holds now. */
  records(topic: string, partition: number): readonly LogRecord[];
}

export function createMemoryCluster(options: MemoryClusterOptions): MemoryCluster {
  const setup = createSetup(options);
  const { topics, operations, groups, cutOff } = setup;
  let lastMember = 0;

  return {
    member: (name = `member-${++lastMember}`) => new MemoryMember(setup, name),
    pending: () => operations.pending(),
    run: (operation, runOptions) => operations.run(operation, runOptions),
    fail: (operation, how) => operations.fail(operation, how),
    hold: (operation, runOptions) => operations.hold(operation, runOptions),
    settle: () => settle(operations),
    rebalance: (group, assign) => setup.group(group).rebalance(assign),
    expel(member) {
      cutOff.add(member);
      for (const group of groups.values()) group.expel(member);
    },
    reconnect(member) {
      cutOff.delete(member);
      for (const group of groups.values()) group.reconnect(member);
    },
    crash(member) {
      operations.dropMember(member);
      for (const group of groups.values()) group.forget(member);
    },
    truncate: (topic, partition, begin) => topics.truncate(topic, partition, begin),
    recreateTopic(topic, { keepCommits = false } = {}) {
      topics.recreate(topic);
      if (keepCommits) return;
      for (const { partition } of offsetsOf(topics.get(topic))) {
        for (const group of groups.values()) group.commits.delete(`${topic}/${partition}`);
      }
    },
    createTopic: (info) => topics.create(info),
    write: (topic, partition, records) => void topics.append(topic, partition, records),
    writeControlRecord: (topic, partition) => void topics.append(topic, partition, [null]),
    records: (topic, partition) =>
      topics.partition(topic, partition).entries.filter((entry): entry is LogRecord => entry !== null),
  };
}

function createSetup({
  clock,
  control = 'auto',
  batchRecordsMax = 1000,
  idleBatchMs = 500,
  recordBytesMax = 16 * 1024 * 1024,
}: MemoryClusterOptions): MemorySetup {
  const groups = new Map<string, MemoryGroup>();
  const setup: MemorySetup = {
    clock,
    control,
    batchRecordsMax,
    idleBatchMs,
    recordBytesMax,
    topics: new MemoryTopics(),
    operations: createOperations(control),
    groups,
    cutOff: new Set(),
    group(name) {
      const found = groups.get(name) ?? new MemoryGroup(setup, name);
      groups.set(name, found);
      return found;
    },
  };
  return setup;
}

async function settle(operations: Operations): Promise<void> {
  // A few microtask turns let awaiting callers add their next step.
  for (let quietTurns = 0; quietTurns < 20; quietTurns++) {
    await Promise.resolve();
    const next = operations.pending().find((operation) => !operation.idle);
    if (next === undefined) continue;
    quietTurns = 0;
    operations.run(next);
  }
}
