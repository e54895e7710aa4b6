import type { LogBatch, OwnedPartition } from '@tidewatch/core/ports/event-log';
import { describe, expect, it } from 'vitest';
import type { MemoryCluster } from './memory-cluster.ts';
import { createMemoryCluster } from './memory-cluster.ts';
import type { MemoryOperation, OperationKind } from './operations.ts';

const clock = { time: 1_000, now: () => clock.time };

async function manualCluster(partitions = 1) {
  const cluster = createMemoryCluster({ clock, control: 'manual' });
  const log = cluster.member('a');
  const created = log.createTopics([{ topic: 'events', partitions, keepDays: 7 }]);
  await cluster.settle();
  await created;
  return { cluster, log };
}

const next = (cluster: MemoryCluster, kind: OperationKind, member?: string): MemoryOperation =>
  cluster
    .pending()
    .find((operation) => operation.kind === kind && (member === undefined || operation.member === member))!;

const valuesOf = (cluster: MemoryCluster): (string | null)[] =>
  cluster.records('events', 0).map(({ value }) => value && Buffer.from(value).toString());

/** A member that takes all it gets; batches are done at once. */
function consumer(cluster: MemoryCluster, name: string) {
  const owned: OwnedPartition[] = [];
  const batches: LogBatch[] = [];
  const ended: number[] = [];
  const errors: unknown[] = [];
  const log = cluster.member(name);
  const start = ({ committed, begin }: { committed: number | null; begin: number }): number => committed ?? begin;
  const subscription = log.consume('group', ['events'], start).subscribe((partition) => {
    owned.push(partition);
    partition.batches.subscribe({
      next(batch) {
        batches.push(batch);
        batch.done();
      },
      error: (error) => errors.push(error),
      complete: () => ended.push(partition.partition),
    });
  });
  return {
    log,
    owned,
    batches,
    ended,
    errors,
    offsets: () => batches.flatMap(({ records }) => records.map(({ offset }) => offset)),
    subscription,
  };
}

describe('a memory cluster under manual control', () => {
  it('moves only when told, and keeps the appends of one member to one partition in order', async () => {
    const { cluster, log } = await manualCluster();
    void log.append('events', [{ key: null, value: 'first' }]);
    void log.append('events', [{ key: null, value: 'second' }]);
    await Promise.resolve();
    expect(valuesOf(cluster)).toEqual([]);
    expect(cluster.pending().map(({ kind }) => kind)).toEqual(['append']);
    cluster.run(next(cluster, 'append'));
    cluster.run(next(cluster, 'append'));
    expect(valuesOf(cluster)).toEqual(['first', 'second']);
  });

  it('writes twice when the answer of an append is lost, and once when it did not happen', async () => {
    const { cluster, log } = await manualCluster();
    const first = log.append('events', [{ key: null, value: 'twice' }]);
    cluster.fail(next(cluster, 'append'), 'answer_lost');
    cluster.run(next(cluster, 'append'));
    expect(await first).toEqual(new Map([[0, 1]]));
    const second = log.append('events', [{ key: null, value: 'once' }]);
    cluster.fail(next(cluster, 'append'), 'not_applied');
    cluster.run(next(cluster, 'append'));
    expect(await second).toEqual(new Map([[0, 2]]));
    expect(valuesOf(cluster)).toEqual(['twice', 'twice', 'once']);
  });

  it('holds an answer back while the effect is there', async () => {
    const { cluster, log } = await manualCluster();
    let isAnswered = false;
    const append = log.append('events', [{ key: null, value: 'held' }]).then(() => (isAnswered = true));
    cluster.hold(next(cluster, 'append'));
    await Promise.resolve();
    expect([valuesOf(cluster), isAnswered]).toEqual([['held'], false]);
    expect(next(cluster, 'append').applied).toBe(true);
    cluster.run(next(cluster, 'append'));
    await append;
    expect(valuesOf(cluster)).toEqual(['held']);
  });

  it('cuts batches where it is told, and skips offsets without a record', async () => {
    const { cluster } = await manualCluster();
    const record = { appendTime: 5, key: null, value: null };
    cluster.write('events', 0, [record, record]);
    cluster.writeControlRecord('events', 0);
    cluster.write('events', 0, [record]);
    const member = consumer(cluster, 'b');
    cluster.run(next(cluster, 'rebalance'));
    cluster.run(next(cluster, 'assign'));
    cluster.run(next(cluster, 'fetch'), { recordsMax: 1 });
    cluster.run(next(cluster, 'fetch'), { recordsMax: 2 });
    cluster.run(next(cluster, 'fetch'));
    expect(member.batches.map(({ records, nextOffset }) => [records.map(({ offset }) => offset), nextOffset])).toEqual([
      [[0], 1],
      [[1], 3],
      [[3], 4],
    ]);
    expect(next(cluster, 'fetch').idle).toBe(true);
  });

  it('lets an expelled member read and append on, refuses its commits, and tells it when it reconnects', async () => {
    const { cluster, log } = await manualCluster();
    const zombie = consumer(cluster, 'zombie');
    await cluster.settle();
    const heir = consumer(cluster, 'heir');
    cluster.expel('zombie');
    await cluster.settle();
    expect(heir.owned).toHaveLength(1);
    void log.append('events', [{ key: null, value: 'x' }]);
    void zombie.log.append('events', [{ key: null, value: 'from the zombie' }]);
    await cluster.settle();
    expect(zombie.offsets()).toEqual([0, 1]);
    const refused = zombie.owned[0]!.commit(1).catch((error: unknown) => error);
    const accepted = heir.owned[0]!.commit(1);
    await cluster.settle();
    expect(await refused).toMatchObject({ code: 'not_owner' });
    await accepted;
    expect(zombie.ended).toEqual([]);
    cluster.reconnect('zombie');
    await cluster.settle();
    expect(zombie.ended).toEqual([0]);
  });

  it('forgets all steps of a member that crashes and gives its partitions away', async () => {
    const { cluster } = await manualCluster();
    const lost = consumer(cluster, 'lost');
    await cluster.settle();
    void lost.log.append('events', [{ key: null, value: 'never' }]);
    const commit = lost.owned[0]!.commit(7);
    cluster.crash('lost');
    void commit;
    const heir = consumer(cluster, 'heir');
    await cluster.settle();
    expect([valuesOf(cluster), heir.owned[0]!.committed, lost.ended]).toEqual([[], null, []]);
    void lost.log.append('events', [{ key: null, value: 'a ghost' }]);
    await cluster.settle();
    expect(valuesOf(cluster)).toEqual([]);
  });

  it('says that the log was made anew to a reader that stands behind its end', async () => {
    const { cluster, log } = await manualCluster();
    const member = consumer(cluster, 'b');
    void log.append('events', [{ key: null, value: 'x' }]);
    await cluster.settle();
    cluster.recreateTopic('events');
    cluster.run(next(cluster, 'fetch', 'b'));
    expect(member.errors).toMatchObject([{ code: 'log_recreated' }]);
  });

  it('rebalances as it is told', async () => {
    const { cluster } = await manualCluster(2);
    const first = consumer(cluster, 'first');
    const second = consumer(cluster, 'second');
    await cluster.settle();
    const [one, other] = [first.owned[0]!.partition, second.owned[0]!.partition];
    cluster.rebalance('group', (partitions, owners) => {
      const members = [...new Set(owners.values())];
      return new Map(
        [...partitions.keys()].map((place) => [place, members.find((member) => member !== owners.get(place))!]),
      );
    });
    await cluster.settle();
    expect([first.ended, second.ended]).toEqual([[one], [other]]);
    expect([first.owned[1]!.partition, second.owned[1]!.partition]).toEqual([other, one]);
  });
});
