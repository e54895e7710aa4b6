import type { InForceRecord } from '@tidewatch/contract';
import type { EventLog } from '../ports/event-log.ts';
import { inheritedCommits } from './enter-generation.ts';
import { firstOffsetOf, processorGroup, type Definitions, type Generation } from './generations.ts';
import { inputTopics } from './topics.ts';

/** Commits of a running group are this old at most, also far behind the end of the log: having been there so recently is being there. */
const recentMs = 5_000;

/** How far a generation is in one input partition: folded from `from` up to `reached`, where it has to come to is `target`. */
export interface PartitionCatchUp {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly reached: number;
  readonly target: number;
}

/** How far the upcoming generation is: its commits against those of the generation in force, or the log's end where that one reads nothing. */
export async function measureCatchUp(
  log: Pick<EventLog, 'committed' | 'offsets'>,
  definitions: Definitions,
  upcoming: Generation,
): Promise<readonly PartitionCatchUp[]> {
  const { inForce, raises } = definitions;
  const measured = inputTopics(upcoming.catalog).map(async (topic) => {
    const isRead = inForce !== null && inputTopics(inForce.catalog).includes(topic);
    const [offsets, own, before] = await Promise.all([
      log.offsets(topic),
      log.committed(processorGroup(upcoming.number, raises), topic),
      isRead ? inheritedCommits(log, inForce.number, topic, definitions) : new Map<number, number>(),
    ]);
    const epoch = definitions.topics.get(topic)?.epoch ?? 0;
    return offsets.map(({ partition, begin, end }) => {
      const from = Math.max(begin, firstOffsetOf(upcoming, topic, epoch, partition) ?? 0);
      const reached = Math.max(from, own.get(partition) ?? 0);
      const target = Math.max(from, isRead ? (before.get(partition) ?? begin) : end);
      return { topic, partition, from, reached, target };
    });
  });
  return (await Promise.all(measured)).flat();
}

/** Records folded and records to fold, over all partitions. */
export function sumOfCatchUp(partitions: readonly PartitionCatchUp[]): {
  readonly done: number;
  readonly total: number;
} {
  let done = 0;
  let total = 0;
  for (const { from, reached, target } of partitions) {
    done += reached - from;
    total += Math.max(reached, target) - from;
  }
  return { done, total };
}

/** Says when an upcoming generation has caught up, from looks at it every second or so. */
export class CatchUpGoal {
  #goal: { readonly at: number; readonly targets: readonly PartitionCatchUp[] } | null = null;

  /** Whether it stands, in every partition, where the generation in force stood a moment ago. `now` is epoch ms. */
  isReached(measured: readonly PartitionCatchUp[], now: number): boolean {
    this.#goal ??= { at: now, targets: measured };
    const reached = new Map(measured.map((partition) => [keyOf(partition), partition.reached]));
    if (this.#goal.targets.some((wanted) => (reached.get(keyOf(wanted)) ?? 0) < wanted.target)) return false;
    if (now - this.#goal.at <= recentMs) return true;
    this.#goal = { at: now, targets: measured };
    return this.isReached(measured, now);
  }
}

/** Writes that a generation has caught up. Writing it twice does no harm. */
export async function putInForce(
  log: Pick<EventLog, 'append'>,
  { hash, revision }: Generation,
  now: number,
): Promise<void> {
  const record: InForceRecord = { v: 1, kind: 'in-force', hash, revision, at: now };
  await log.append('definitions', [{ key: null, value: JSON.stringify(record), partition: 0 }]);
}

const keyOf = ({ topic, partition }: PartitionCatchUp): string => `${topic}/${partition}`;
