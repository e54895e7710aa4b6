import { firstValueFrom, timer } from 'rxjs';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { indexerGroups } from '../../../log/indexer-groups.ts';
import { parseFrame } from '../../../live/view/parse-frame.ts';
import type { MemoryChange } from '../../../live/view/booted-view.ts';
import type { Frame } from '@tidewatch/contract/frames';
import type { DefinitionState } from './definition-states.ts';
import { offsetsAtTime } from './offsets-at-time.ts';
import { recordsInOrder, type PlacedRecord } from './records-in-order.ts';
import type { ReplayParts } from './replay-parts.ts';
import { ReplayView } from './replay-view.ts';

/** The pace of the alerter. */
export const momentEveryMs = 250;
/** Slices end where an hour ends: what is read so long before a moment holds the one that is open then, whole or ended. */
const leadMs = 65 * 60_000;
const moveEveryMs = 60_000;
/** Other work of the process waits no longer than this. */
const breatheEveryMs = 20;
/** A replay reads at most so many frames. */
const framesMax = 4_000_000;

/** A stretch of time with one state of the definitions. */
export interface Stretch {
  readonly state: DefinitionState;
  /** Epoch ms: [from, to). */
  readonly from: number;
  readonly to: number;
  readonly catalog: Catalog;
  readonly metrics: ReadonlySet<string>;
}

export interface MomentSinks {
  /** The view with which it begins; changes of its memory follow. */
  begin(view: ReplayView): void;
  follow(change: MemoryChange): void;
  /** A quarter of a second later, epoch ms; once everything that the view needs is known. */
  moment(at: number): Promise<void>;
}

/** Folds the frames of `rollups` again in the order in which they were appended, and stops four times in each second. */
export async function replayMoments(stretch: Stretch, parts: ReplayParts, sinks: MomentSinks): Promise<void> {
  const { log, now } = parts;
  const starts = await offsetsAtTime(log, 'rollups', stretch.from - leadMs);
  const view = new ReplayView({ ...(await facts(stretch, starts, parts)), at: stretch.from });
  sinks.begin(view);
  const walk = new MomentWalk(stretch, view, await committedFrames(parts), parts, sinks);
  let breathedAt = now();
  for await (const run of recordsInOrder(log, 'rollups', starts, stretch.to)) {
    for (const record of run) {
      // Nobody waits for what is due already.
      if (walk.isDue(record)) await walk.upTo(record.record.appendTime);
      walk.take(record);
      if (now() - breathedAt < breatheEveryMs) continue;
      await firstValueFrom(timer(0));
      breathedAt = now();
    }
  }
  await walk.upTo(stretch.to);
}

async function facts(
  { state, catalog, metrics, from, to }: Stretch,
  starts: ReadonlyMap<number, number>,
  parts: ReplayParts,
) {
  const { log } = parts;
  const ends = await offsetsAtTime(log, 'rollups', to);
  const frames = [...ends].reduce((sum, [partition, end]) => sum + end - (starts.get(partition) ?? 0), 0);
  if (frames > framesMax) {
    throw new TidewatchError(
      'query_too_wide',
      `a replay of ${Math.ceil((to - from) / 3_600_000)} h would read ${frames} frames, more than ${framesMax}; use a shorter range`,
    );
  }
  const counts = await Promise.all(
    state.generations.topics.map(async (topic) => [topic, (await log.offsets(topic)).length] as const),
  );
  const whole = new Set([...starts].flatMap(([partition, start]) => (start === 0 ? [partition] : [])));
  return { generations: state.generations, catalog, metrics, counts: new Map(counts), whole };
}

/** Where the indexer stands: what it has committed past is in the store. */
async function committedFrames({ log, store }: ReplayParts): Promise<ReadonlyMap<number, number>> {
  const identity = await store.identity();
  if (identity === null) return new Map();
  const committed = await log.committed(indexerGroups(identity).frames, 'rollups');
  await store.refresh();
  return committed;
}

class MomentWalk {
  readonly #view: ReplayView;
  readonly #committed: ReadonlyMap<number, number>;
  readonly #store: ReplayParts['store'];
  readonly #sinks: MomentSinks;
  #nextAt: number;
  #movesAt: number;
  #asksAt: number;
  #isComplete = false;

  constructor(
    stretch: Stretch,
    view: ReplayView,
    committed: ReadonlyMap<number, number>,
    { store }: ReplayParts,
    sinks: MomentSinks,
  ) {
    this.#view = view;
    this.#committed = committed;
    this.#store = store;
    this.#sinks = sinks;
    this.#nextAt = stretch.from;
    this.#movesAt = stretch.from;
    this.#asksAt = stretch.from;
  }

  isDue({ record }: PlacedRecord): boolean {
    return record.appendTime > this.#nextAt;
  }

  take({ partition, record }: PlacedRecord): void {
    const frame = frameOf(record.value);
    if (frame === null) return;
    const windows = this.#view.take(frame, { partition, offset: record.offset }, record.appendTime);
    if (windows.length > 0) this.#sinks.follow({ kind: 'touched', windows });
  }

  /** All moments before `time`: what was appended up to each of them has been taken. */
  async upTo(time: number): Promise<void> {
    for (; this.#nextAt < time; this.#nextAt += momentEveryMs) {
      const at = this.#nextAt;
      if (at >= this.#movesAt) this.#move(at);
      if (await this.#isKnown(at)) await this.#sinks.moment(at);
    }
  }

  #move(at: number): void {
    this.#movesAt = at + moveEveryMs;
    const slices = this.#view.move(this.#committed, at);
    if (slices.length > 0) this.#sinks.follow({ kind: 'moved', slices });
  }

  async #isKnown(at: number): Promise<boolean> {
    if (this.#isComplete || at < this.#asksAt) return this.#isComplete;
    this.#asksAt = at + moveEveryMs;
    this.#isComplete = await this.#view.complete(this.#store);
    return this.#isComplete;
  }
}

/** A frame that cannot be read is left out, as the live view does. */
function frameOf(value: Uint8Array | null): Frame | null {
  try {
    return parseFrame(value);
  } catch (error) {
    if (error instanceof TidewatchError) return null;
    throw error;
  }
}
