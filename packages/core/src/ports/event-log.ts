import type { Observable } from 'rxjs';

/** One record as the log holds it. Times are epoch milliseconds. */
export interface LogRecord {
  readonly offset: number;
  /** When the log took it (LogAppendTime), or the producer's timestamp on foreign topics. */
  readonly appendTime: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Bytes of key and value, where the log can tell without making them. */
  readonly byteLength?: number;
  /** Only where the technology has them and the record carries some. */
  readonly headers?: Readonly<Record<string, Uint8Array>>;
}

/** A record to append. Without `partition` the log chooses by murmur2 of the key, as Kafka's default partitioner does. */
export interface NewRecord {
  readonly key: string | null;
  readonly value: string | Uint8Array | null;
  readonly partition?: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Records of one partition in offset order. May be empty: at least one batch a second comes also when nothing is new,
 * so that the reader knows that it has caught up.
 */
export interface LogBatch extends TopicPartition {
  readonly records: readonly LogRecord[];
  /** Offset after this batch; larger than the last record's + 1 where the log has holes (control records). */
  readonly nextOffset: number;
  /** Offsets before this batch that the log deleted before this reader came to them; `below` is where it went on. */
  readonly gap?: { readonly from: number; readonly below: number };
  /** End offset of the partition and the time just before it was asked for. */
  readonly end: number;
  readonly endAskedAt: number;
  /** The reader MUST call it once when it is ready for the next batch. The log MUST NOT hand out more than two batches that are not done. */
  done(): void;
}

/** A partition while this member owns it. */
export interface OwnedPartition extends TopicPartition {
  /** What the group had committed when the partition was gained, null for nothing. */
  readonly committed: number | null;
  /** First offset that the log still held when the partition was gained. */
  readonly begin: number;
  /** Where reading started: the answer of `startAt`. */
  readonly start: number;
  /** Subscribe once. Completes when the partition is taken away; errors when the log failed for good. */
  readonly batches: Observable<LogBatch>;
  /**
   * Commits the next offset to read. MUST reject with `not_owner`, and commit nothing, when the partition was taken away since.
   * MUST retry passing faults itself.
   */
  commit(offset: number): Promise<void>;
}

export interface GainedPartition extends TopicPartition {
  readonly committed: number | null;
  readonly begin: number;
  readonly end: number;
}

export interface PartitionOffsets {
  readonly partition: number;
  /** First offset held. */
  readonly begin: number;
  /** Offset after the last record. */
  readonly end: number;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  /** Days kept; null for ever. */
  readonly keepDays: number | null;
}

export interface TopicInfo {
  readonly topic: string;
  readonly partitions: number;
  readonly cleanupPolicy: string;
  /** Milliseconds; null for ever. */
  readonly retentionMs: number | null;
  /** True when append times are the log's own (LogAppendTime). */
  readonly logAppendTime: boolean;
}

export interface AppendOptions {
  /**
   * For a caller who can be sent away: the log MAY reject with `log_unavailable` once it knows that it cannot write for now, as on a full
   * disk. Sending again later makes sense. What was refused may be in the log all the same.
   */
  readonly mayRefuse?: boolean;
}

/**
 * The event log: the only source of truth. Topic names are given without the namespace for Tidewatch's own topics;
 * the adapter prefixes them. Names in `foreignTopics` of the adapter's options are used as they are.
 */
export interface EventLog {
  /** Creates missing topics (LogAppendTime, cleanup.policy=delete); leaves existing ones as they are. */
  createTopics(specs: readonly TopicSpec[]): Promise<void>;
  /** Null where the topic does not exist. */
  describeTopic(topic: string): Promise<TopicInfo | null>;
  /**
   * Resolves when all records are durable, in order per partition, with the last offset written per partition.
   * MUST retry passing faults itself, without limit, keeping the order; a retry may write duplicates. Rejects only for
   * records that can never be written (`too_large`), a closed log, or as `options` allow.
   */
  append(topic: string, records: readonly NewRecord[], options?: AppendOptions): Promise<ReadonlyMap<number, number>>;
  /**
   * Joins the group and emits each partition that this member gains. `startAt` says where it starts reading; it MUST be
   * called with what is committed before anything is read, and the adapter MUST start at the beginning where nothing is
   * committed and MUST NOT commit by itself. A partition that is retained through a rebalance goes on from its next offset.
   * Unsubscribing leaves the group. `onShared` MUST be told each time when the group has shared its partitions out how many are this
   * member's now (0 where there are more members than partitions): after those that it lost have completed, before those that it gained are emitted.
   */
  consume(
    group: string,
    topics: readonly string[],
    startAt: (partition: GainedPartition) => number,
    onShared?: (partitions: number) => void,
  ): Observable<OwnedPartition>;
  /** Commits of any group: partition → next offset to read. Partitions without a commit are absent. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  /**
   * All partitions of a topic without a group, from the given offsets (absent: from the beginning), for ever.
   * Offsets below the log's begin continue at begin. Batches obey `done` as in `consume`.
   */
  tail(topic: string, from: ReadonlyMap<number, number>): Observable<LogBatch>;
  offsets(topic: string): Promise<readonly PartitionOffsets[]>;
  close(): Promise<void>;
}
