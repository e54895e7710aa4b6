import type { Assign, GroupCoordinator } from '@tidewatch/core/log/group-coordinator';
import { createGroupCoordinator } from '@tidewatch/core/log/group-coordinator';
import type { MemorySetup } from './memory-cluster.ts';
import type { MemorySubscription } from './memory-subscription.ts';

/** One consumer group as the cluster knows it. Members learn of changes later, each by its own `assign` step. */
export class MemoryGroup {
  readonly name: string;
  readonly coordinator: GroupCoordinator = createGroupCoordinator();
  /** `topic/partition` → next offset to read. */
  readonly commits = new Map<string, number>();
  readonly #setup: MemorySetup;
  readonly #subscriptions = new Map<string, MemorySubscription>();
  readonly #learning = new Set<string>();
  #rebalancing = false;
  #assign: Assign | undefined;

  constructor(setup: MemorySetup, name: string) {
    this.#setup = setup;
    this.name = name;
  }

  join(subscription: MemorySubscription): void {
    this.#subscriptions.set(subscription.id, subscription);
    this.coordinator.join(subscription.id, subscription.topics);
    this.rebalance();
  }

  leave(subscription: MemorySubscription): void {
    this.#subscriptions.delete(subscription.id);
    this.coordinator.leave(subscription.id);
    this.rebalance();
  }

  /** The coordinator gives up on a member, as after its session's end; the member does not know. */
  expel(member: string): void {
    for (const subscription of this.#of(member)) this.coordinator.leave(subscription.id);
    this.rebalance();
  }

  /** A member that is dead: its session ends with the next rebalance. */
  forget(member: string): void {
    for (const { id } of this.#of(member)) {
      this.#subscriptions.delete(id);
      this.coordinator.leave(id);
    }
    this.rebalance();
  }

  /** A member that was expelled hears of it, and joins again. */
  reconnect(member: string): void {
    for (const subscription of this.#of(member)) {
      this.coordinator.join(subscription.id, subscription.topics);
      this.#tell(subscription);
    }
    this.rebalance();
  }

  rebalance(assign?: Assign): void {
    this.#assign = assign ?? this.#assign;
    if (this.#rebalancing) return;
    this.#rebalancing = true;
    const { operations, topics } = this.#setup;
    const apply = (): (() => void) => {
      this.#rebalancing = false;
      this.coordinator.rebalance((topic) => topics.find(topic)?.partitions.length ?? 0, this.#assign);
      this.#assign = undefined;
      for (const subscription of this.#subscriptions.values()) this.#tell(subscription);
      return () => {};
    };
    operations.add({ kind: 'rebalance', member: null, group: this.name, apply });
  }

  #of(member: string): MemorySubscription[] {
    return [...this.#subscriptions.values()].filter((subscription) => subscription.member === member);
  }

  #tell(subscription: MemorySubscription): void {
    const { id, member } = subscription;
    if (this.#learning.has(id) || this.#setup.cutOff.has(member)) return;
    this.#learning.add(id);
    const learn = (): void => {
      if (!this.#setup.cutOff.has(member)) subscription.learn();
    };
    const apply = (): (() => void) => {
      this.#learning.delete(id);
      return learn;
    };
    this.#setup.operations.add({ kind: 'assign', member, group: this.name, apply });
  }
}
