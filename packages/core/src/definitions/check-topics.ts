import { TidewatchError, type Catalog, type TopicRecord } from '@tidewatch/contract';
import type { EventLog } from '../ports/event-log.ts';
import type { Definitions } from './generations.ts';
import { inputTopics } from './topics.ts';

const hourMs = 60 * 60 * 1000;
const retentionMsMin = 26 * hourMs;

export interface TopicRules {
  readonly sliceOffsets: number;
  /** Epoch per topic as the operator set it; absent: as recorded, 0 at first. */
  readonly epochs: Readonly<Record<string, number>>;
}

/**
 * The start checks of DESIGN §3.6 for each input topic. Returns the records that `definitions` lacks (new topics, raised epochs).
 * Throws `unavailable`, `topic_compacted`, `retention_too_short` or `slice_offsets_changed`.
 */
export async function checkInputTopics(
  log: Pick<EventLog, 'describeTopic'>,
  catalog: Catalog,
  definitions: Definitions,
  rules: TopicRules,
  now: number,
): Promise<readonly TopicRecord[]> {
  const missing: TopicRecord[] = [];
  for (const topic of inputTopics(catalog)) {
    const info = await log.describeTopic(topic);
    if (info === null) {
      throw new TidewatchError(
        'unavailable',
        `The topic ${topic} does not exist. Create it, or set active: false on its source.`,
      );
    }
    if (info.cleanupPolicy !== 'delete') {
      throw new TidewatchError(
        'topic_compacted',
        `The topic ${topic} has cleanup.policy=${info.cleanupPolicy}; exact counts need cleanup.policy=delete.`,
      );
    }
    if (info.retentionMs !== null && info.retentionMs < retentionMsMin) {
      throw new TidewatchError(
        'retention_too_short',
        `The topic ${topic} keeps records for ${Math.floor(info.retentionMs / hourMs)} h; at least 26 h are needed.`,
      );
    }
    const known = definitions.topics.get(topic);
    const epoch = Math.max(rules.epochs[topic] ?? 0, known?.epoch ?? 0);
    if (known !== undefined && known.epoch === epoch) {
      checkSliceOffsets(known, rules);
      continue;
    }
    missing.push({
      v: 1,
      kind: 'topic',
      topic,
      epoch,
      sliceOffsets: rules.sliceOffsets,
      hourCut: info.logAppendTime,
      at: now,
    });
  }
  return missing;
}

function checkSliceOffsets(known: TopicRecord, rules: TopicRules): void {
  if (known.sliceOffsets === rules.sliceOffsets) return;
  throw new TidewatchError(
    'slice_offsets_changed',
    `processor.sliceOffsets is ${rules.sliceOffsets}, but the topic ${known.topic} was cut with ${known.sliceOffsets}. Set it back, or raise the epoch of the topic.`,
  );
}
