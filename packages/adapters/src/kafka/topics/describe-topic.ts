import type { TopicInfo } from '@tidewatch/core/ports/event-log';
import type { Brokers } from '../wire/brokers.ts';

const topicResource = 2;

interface DescribeConfigsAnswer {
  readonly resources: readonly {
    readonly configEntries: readonly { readonly configName: string; readonly configValue: string | null }[];
  }[];
}

/** `EventLog.describeTopic`. Needs the right to describe the topic's configuration. Rejects with passing faults. */
export async function describeTopic(brokers: Brokers, topic: string, kafkaTopic: string): Promise<TopicInfo | null> {
  await brokers.refresh([kafkaTopic]);
  const partitions = brokers.leaders(kafkaTopic)?.length;
  if (partitions === undefined) return null;
  const config = await topicConfig(brokers, kafkaTopic, ['cleanup.policy', 'retention.ms', 'message.timestamp.type']);
  const retentionMs = Number(config.get('retention.ms') ?? -1);
  return {
    topic,
    partitions,
    cleanupPolicy: config.get('cleanup.policy') ?? 'delete',
    retentionMs: retentionMs < 0 ? null : retentionMs,
    logAppendTime: config.get('message.timestamp.type') === 'LogAppendTime',
  };
}

/** Values in force, whether set on the topic or inherited. */
export async function topicConfig(
  brokers: Brokers,
  kafkaTopic: string,
  configNames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const resources = [{ type: topicResource, name: kafkaTopic, configNames }];
  const answer = await brokers.ask<DescribeConfigsAnswer>(await brokers.any(), 'DescribeConfigs', {
    resources,
    includeSynonyms: false,
  });
  const entries = answer.resources.flatMap(({ configEntries }) => configEntries);
  return new Map(entries.map(({ configName, configValue }) => [configName, configValue ?? '']));
}
