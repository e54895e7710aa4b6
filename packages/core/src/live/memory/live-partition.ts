import type { SliceIdentity } from '@tidewatch/contract/frames';
import type { GroupPool } from './group-pool.ts';
import { LiveSlice } from './live-slice.ts';
import { isBefore, type SlicePoint } from './slice-point.ts';

/** Where a frame stands in the topic `rollups`. */
export interface FramePosition {
  readonly partition: number;
  readonly offset: number;
}

interface Held {
  readonly slice: LiveSlice;
  /** Where the first frame of a later slice was seen; null while the slice is open. */
  sealedAt: FramePosition | null;
}

/**
 * The slices of one input partition that are in memory. All earlier ones are the store's. The first frame of a later slice seals the
 * ones before; frames below that mark come from owners that lost the partition and say nothing new.
 */
export class LivePartition {
  readonly topic: string;
  readonly partition: number;
  readonly #groups: GroupPool;
  #held: Held[] = [];
  #horizon: SlicePoint;
  #mark: SlicePoint | null = null;

  constructor(topic: string, partition: number, horizon: SlicePoint, groups: GroupPool) {
    this.topic = topic;
    this.partition = partition;
    this.#horizon = horizon;
    this.#groups = groups;
  }

  /** First slice that is in memory: the store answers for those before. */
  get horizon(): SlicePoint {
    return this.#horizon;
  }

  get slices(): readonly LiveSlice[] {
    return this.#held.map(({ slice }) => slice);
  }

  get sealed(): boolean {
    return this.#held.some(({ sealedAt }) => sealedAt !== null);
  }

  /** The slice that a frame of the tail belongs to; null for frames below the mark or the horizon. */
  sliceOfFrame(identity: SliceIdentity, position: FramePosition): LiveSlice | null {
    if (this.#mark !== null && isBefore(identity, this.#mark)) return null;
    if (this.#mark === null || isBefore(this.#mark, identity)) {
      this.#mark = { epoch: identity.epoch, slice: identity.slice };
      for (const held of this.#held) held.sealedAt ??= isBefore(held.slice.identity, identity) ? position : null;
    }
    return this.sliceOfPartials(identity, position);
  }

  /** The slice that partials read from the store belong to; they may be of sealed slices. */
  sliceOfPartials(identity: SliceIdentity, sealedAt: FramePosition | null): LiveSlice | null {
    if (isBefore(identity, this.#horizon)) return null;
    const known = this.#held.find(
      ({ slice }) => slice.identity.epoch === identity.epoch && slice.identity.slice === identity.slice,
    );
    if (known !== undefined) return known.slice;
    const slice = new LiveSlice(identity, this.#groups);
    const sealed = this.#mark !== null && isBefore(identity, this.#mark);
    this.#held.push({ slice, sealedAt: sealed ? sealedAt : null });
    this.#held.sort((left, right) => (isBefore(left.slice.identity, right.slice.identity) ? -1 : 1));
    return slice;
  }

  /** Sets where memory begins, while a view boots. */
  setHorizon(horizon: SlicePoint): readonly LiveSlice[] {
    const below = this.#held.filter(({ slice }) => isBefore(slice.identity, horizon));
    this.#held = this.#held.filter(({ slice }) => !isBefore(slice.identity, horizon));
    this.#horizon = horizon;
    return below.map(({ slice }) => slice);
  }

  /**
   * Takes out the sealed slices whose sealing frame lies below what the indexer has committed: the store has them whole.
   * `committed`: partition of `rollups` → next offset.
   */
  takeMovable(committed: ReadonlyMap<number, number>): readonly LiveSlice[] {
    const moved: LiveSlice[] = [];
    for (const { slice, sealedAt } of this.#held) {
      if (sealedAt === null || (committed.get(sealedAt.partition) ?? 0) <= sealedAt.offset) break;
      moved.push(slice);
    }
    const next = this.#held[moved.length];
    if (moved.length === 0 || next === undefined) return [];
    this.#held = this.#held.slice(moved.length);
    this.#horizon = { epoch: next.slice.identity.epoch, slice: next.slice.identity.slice };
    return moved;
  }
}
