import type { EventLog, GainedPartition, LogBatch, LogRecord, OwnedPartition } from '@tidewatch/core/ports/event-log';
import type { Subscription } from 'rxjs';

const decoder = new TextDecoder();

export const textOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : decoder.decode(bytes));

/** Records of a topic read without a group, until stopped. */
export interface Tail {
  readonly batches: LogBatch[];
  readonly errors: unknown[];
  records(partition?: number): LogRecord[];
  values(partition?: number): (string | null)[];
  stop(): void;
}

/** Tails a topic and keeps all batches. With `holdBack` nothing is done by itself. */
export function tailAll(
  log: EventLog,
  topic: string,
  from: ReadonlyMap<number, number> = new Map(),
  holdBack = false,
): Tail {
  const batches: LogBatch[] = [];
  const errors: unknown[] = [];
  const subscription = log.tail(topic, from).subscribe({
    next(batch) {
      batches.push(batch);
      if (!holdBack) batch.done();
    },
    error: (error) => errors.push(error),
  });
  const records = (partition?: number): LogRecord[] =>
    batches
      .filter((batch) => partition === undefined || batch.partition === partition)
      .flatMap((batch) => batch.records);
  return {
    batches,
    errors,
    records,
    values: (partition) => records(partition).map((record) => textOf(record.value)),
    stop: () => subscription.unsubscribe(),
  };
}

/** One spell of one partition in a member's hands. */
export interface Held {
  readonly owned: OwnedPartition;
  readonly gained: GainedPartition;
  readonly batches: LogBatch[];
  /** What was read, in order: `[offset, value]`. */
  readonly read: [offset: number, value: string | null][];
  isTaken: boolean;
  /** Whether anything was read before `startAt` was asked. */
  readonly error: unknown[];
}

export interface Member {
  /** All spells so far, the ended ones too. */
  readonly held: Held[];
  readonly asked: GainedPartition[];
  /** What `onShared` was told. */
  readonly shares: number[];
  readonly errors: unknown[];
  holding(): Held[];
  values(): (string | null)[];
  stop(): void;
}

interface MemberOptions {
  readonly startAt?: (partition: GainedPartition) => number;
  readonly holdBack?: boolean;
}

/** Joins a group and keeps all that it reads, done at once unless `holdBack`. Starts at the commit or the beginning. */
export function joinGroup(
  log: EventLog,
  group: string,
  topics: readonly string[],
  options: MemberOptions = {},
): Member {
  const { startAt = ({ committed, begin }) => Math.max(committed ?? begin, begin), holdBack = false } = options;
  const held: Held[] = [];
  const asked: GainedPartition[] = [];
  const shares: number[] = [];
  const errors: unknown[] = [];
  const subscriptions: Subscription[] = [];
  const whole = log
    .consume(
      group,
      topics,
      (partition) => {
        asked.push(partition);
        return startAt(partition);
      },
      (partitions) => shares.push(partitions),
    )
    .subscribe({
      next(owned) {
        const gained = asked.findLast(
          ({ topic, partition }) => topic === owned.topic && partition === owned.partition,
        )!;
        const spell: Held = { owned, gained, batches: [], read: [], isTaken: false, error: [] };
        held.push(spell);
        subscriptions.push(
          owned.batches.subscribe({
            next(batch) {
              spell.batches.push(batch);
              for (const record of batch.records) spell.read.push([record.offset, textOf(record.value)]);
              if (!holdBack) batch.done();
            },
            error: (error) => spell.error.push(error),
            complete: () => (spell.isTaken = true),
          }),
        );
      },
      error: (error) => errors.push(error),
    });
  return {
    held,
    asked,
    shares,
    errors,
    holding: () => held.filter((spell) => !spell.isTaken),
    values: () => held.flatMap((spell) => spell.read.map(([, value]) => value)),
    stop() {
      whole.unsubscribe();
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}

/** `count` records with the values `name-0`, `name-1` … for one partition. */
export const numbered = (
  name: string,
  count: number,
  partition: number,
): { key: null; value: string; partition: number }[] =>
  Array.from({ length: count }, (_, index) => ({ key: null, value: `${name}-${index}`, partition }));
