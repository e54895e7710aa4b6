import { TidewatchError } from '@tidewatch/contract/errors';
import type { TopicPartition } from '@tidewatch/core/ports/event-log';
import type { KafkaSetup } from '../kafka-setup.ts';
import type { Brokers } from '../wire/brokers.ts';
import { closedError, isPassing, lastingError, typeOf } from '../wire/faults.ts';
import type { KafkaBroker } from '../wire/internals.ts';
import { pauseMsAfter, persist, sleepFor } from '../wire/persist.ts';
import type { JoiningMember } from './sticky-assignment.ts';
import {
  assignmentProtocol,
  assignToMembers,
  decodeAssignment,
  encodeSubscription,
  topicsOf,
} from './sticky-assignment.ts';

/** A member that says nothing for so long is given up; the least that brokers allow. */
const sessionTimeoutMs = 6_000;
/** Members hear of a rebalance with their next heartbeat. */
const heartbeatEveryMs = 500;
/**
 * How long each half of a rebalance, joining and syncing, waits for a member. A broker counts no session of a member that joins: one
 * that dies meanwhile is given up when a half is over. Half a session, so that both halves after each other are no longer than one.
 * A member that lives and is slower joins again, and its partitions are read again from their commits.
 */
const rebalanceTimeoutMs = 3_000;
const leaveWithinMs = 1_000;

/** Answers that mean: the group has moved on, join again. Nothing is broken. */
const movedOn = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'MEMBER_ID_REQUIRED',
  'FENCED_INSTANCE_ID',
]);

/** What the group said when this member joined last. */
export interface Membership {
  readonly generation: number;
  readonly memberId: string;
  readonly partitions: readonly TopicPartition[];
  /** No generation came between this one and the last that this member knew: nobody else can have held what it retains. */
  readonly isConsecutive: boolean;
}

interface JoinAnswer {
  readonly generationId: number;
  readonly memberId: string;
  readonly leaderId: string;
  readonly members: readonly JoiningMember[];
}

export interface GroupMemberOptions {
  readonly groupId: string;
  /** Names in Kafka. */
  readonly topics: readonly string[];
  /** Connections of this member alone: joining blocks one until the group has settled. */
  readonly brokers: Brokers;
  readonly signal: AbortSignal;
  held(): readonly TopicPartition[];
  onAssigned(membership: Membership): void;
}

/**
 * One member of a consumer group: joins, shares partitions out when it leads, beats, and joins again when the group changes. The states
 * are: joining (`#membership` null), stable, ended. It reads nothing and commits only what it is told to, and only in the
 * generation in which the partition is known to be its own.
 */
export class GroupMember {
  readonly #setup: KafkaSetup;
  readonly #options: GroupMemberOptions;
  #membership: Membership | null = null;
  #memberId = '';
  #lastGeneration = -1;
  #isLeader = false;
  #partitionCounts = new Map<string, number>();
  #rejoin = new AbortController();
  #waiting: (() => void)[] = [];
  #coordinator: KafkaBroker | null = null;

  constructor(setup: KafkaSetup, options: GroupMemberOptions) {
    this.#setup = setup;
    this.#options = options;
  }

  /** Takes part until the signal aborts. Rejects for a fault that trying again does not mend. */
  async run(): Promise<void> {
    const { groupId, signal } = this.#options;
    const context = { signal, reports: this.#setup.reports };
    try {
      while (!signal.aborted) {
        const membership = await persist(`join the group ${groupId}`, () => this.#join(), context);
        this.#lastGeneration = membership.generation;
        this.#membership = membership;
        this.#options.onAssigned(membership);
        this.#changed();
        await this.#stay(membership);
        this.#membership = null;
      }
    } finally {
      this.#membership = null;
      this.#changed();
    }
  }

  /**
   * Commits the next offset to read, retrying passing faults. Rejects with `not_owner` as soon as `isHeld` says no, and when the group
   * refuses: an old generation can commit nothing.
   */
  async commit({ topic, partition }: TopicPartition, offset: number, isHeld: () => boolean): Promise<void> {
    const { groupId, brokers, signal } = this.#options;
    const what = `commit to the group ${groupId}`;
    for (let failures = 0; ;) {
      if (!isHeld() || signal.aborted) {
        throw new TidewatchError(
          'not_owner',
          `${topic}/${partition} belongs to another member of the group ${groupId} now.`,
        );
      }
      const membership = this.#membership;
      if (membership === null) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      try {
        const topics = [{ topic, partitions: [{ partition, offset: String(offset) }] }];
        const { memberId, generation: groupGenerationId } = membership;
        const coordinator = await this.#findCoordinator();
        // The coordinator may have been away for a while: look again before anything is sent.
        if (this.#membership !== membership || !isHeld()) continue;
        await brokers.ask(coordinator, 'OffsetCommit', { groupId, groupGenerationId, memberId, topics });
        this.#setup.reports.worked(what);
        return;
      } catch (error) {
        if (movedOn.has(typeOf(error) ?? '')) this.#joinAgain(membership, error);
        else if (!isPassing(error)) throw lastingError(what, error);
        else {
          this.#coordinator = null;
          this.#setup.reports.failed(what, error);
          await sleepFor(pauseMsAfter(failures++), signal);
        }
      }
    }
  }

  /** Tells the group that this member is gone, so that others need not wait for its session to end. Bounded in time. */
  async leave(): Promise<void> {
    const memberId = this.#memberId;
    if (memberId === '') return;
    this.#memberId = '';
    const { groupId } = this.#options;
    // Not by this member's own connection, which may be waiting for the group.
    const { brokers } = this.#setup;
    const telling = brokers
      .coordinator(groupId)
      .then((coordinator) => brokers.ask(coordinator, 'LeaveGroup', { groupId, memberId }));
    await Promise.race([telling.catch(() => undefined), sleepFor(leaveWithinMs, new AbortController().signal)]);
  }

  async #join(): Promise<Membership> {
    const { brokers, groupId, topics, held } = this.#options;
    this.#coordinator = null;
    const coordinator = await this.#findCoordinator();
    for (let rounds = 0; ; rounds++) {
      try {
        const claim = { generation: this.#lastGeneration, partitions: held() };
        const joined = await brokers.ask<JoinAnswer>(coordinator, 'JoinGroup', {
          groupId,
          memberId: this.#memberId,
          sessionTimeout: sessionTimeoutMs,
          rebalanceTimeout: rebalanceTimeoutMs,
          protocolType: 'consumer',
          groupProtocols: [{ name: assignmentProtocol, metadata: encodeSubscription(topics, claim) }],
        });
        return await this.#sync(coordinator, joined);
      } catch (error) {
        const type = typeOf(error) ?? '';
        if (!movedOn.has(type) || rounds >= 5) throw error;
        if (type === 'MEMBER_ID_REQUIRED') this.#memberId = (error as Error & { memberId: string }).memberId;
        else if (type === 'UNKNOWN_MEMBER_ID' || type === 'FENCED_INSTANCE_ID') this.#memberId = '';
        if (this.#options.signal.aborted) throw closedError();
      }
    }
  }

  async #sync(
    coordinator: KafkaBroker,
    { generationId, memberId, leaderId, members }: JoinAnswer,
  ): Promise<Membership> {
    const { brokers, groupId } = this.#options;
    const isSameMember = memberId === this.#memberId;
    this.#memberId = memberId;
    this.#isLeader = memberId === leaderId;
    let groupAssignment: unknown[] = [];
    if (this.#isLeader) {
      this.#partitionCounts = await this.#countPartitions(topicsOf(members));
      groupAssignment = assignToMembers(members, (topic) => this.#partitionCounts.get(topic) ?? 0);
    }
    const { memberAssignment } = await brokers.ask<{ memberAssignment: Buffer }>(coordinator, 'SyncGroup', {
      groupId,
      generationId,
      memberId,
      groupAssignment,
    });
    const isConsecutive = isSameMember && generationId === this.#lastGeneration + 1;
    return { generation: generationId, memberId, partitions: decodeAssignment(memberAssignment), isConsecutive };
  }

  /** Beats until the group has moved on. */
  async #stay({ generation: groupGenerationId, memberId }: Membership): Promise<void> {
    const { brokers, groupId, signal } = this.#options;
    const { clock, reports, metadataMaxAgeMs } = this.#setup;
    const what = `stay in the group ${groupId}`;
    this.#rejoin = new AbortController();
    const either = AbortSignal.any([signal, this.#rejoin.signal]);
    let countedAt = clock.now();
    for (let failures = 0; !either.aborted;) {
      await sleepFor(failures === 0 ? heartbeatEveryMs : pauseMsAfter(failures), either);
      if (either.aborted) return;
      try {
        await brokers.ask(await this.#findCoordinator(), 'Heartbeat', { groupId, groupGenerationId, memberId });
        failures = 0;
        reports.worked(what);
        if (this.#isLeader && clock.now() - countedAt >= metadataMaxAgeMs) {
          countedAt = clock.now();
          if (await this.#havePartitionCountsChanged()) return;
        }
      } catch (error) {
        if (movedOn.has(typeOf(error) ?? '')) return this.#forgetIfUnknown(error);
        if (!isPassing(error)) throw lastingError(what, error);
        if (!signal.aborted) reports.failed(what, error);
        failures++;
        this.#coordinator = null;
      }
    }
  }

  async #findCoordinator(): Promise<KafkaBroker> {
    this.#coordinator ??= await this.#options.brokers.coordinator(this.#options.groupId);
    return this.#coordinator;
  }

  #joinAgain(membership: Membership, error: unknown): void {
    if (this.#membership !== membership) return;
    this.#membership = null;
    this.#forgetIfUnknown(error);
    this.#rejoin.abort();
  }

  #forgetIfUnknown(error: unknown): void {
    if (typeOf(error) === 'UNKNOWN_MEMBER_ID') this.#memberId = '';
  }

  async #countPartitions(topics: readonly string[]): Promise<Map<string, number>> {
    const { brokers } = this.#options;
    await brokers.refresh(topics);
    return new Map(topics.map((topic) => [topic, brokers.leaders(topic)?.length ?? 0]));
  }

  async #havePartitionCountsChanged(): Promise<boolean> {
    const counts = await this.#countPartitions([...this.#partitionCounts.keys()]);
    let haveChanged = false;
    for (const [topic, count] of counts) {
      const before = this.#partitionCounts.get(topic);
      if (count === before) continue;
      haveChanged = true;
      this.#setup.telemetry.log(
        'info',
        `${topic} has ${count} partitions now, it had ${before}: the group ${this.#options.groupId} shares them anew.`,
      );
    }
    return haveChanged;
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
