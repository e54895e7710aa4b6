import { hostname } from 'node:os';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { committedOffsets } from './groups/committed-offsets.ts';
import { consumeGroup } from './groups/consume-group.ts';
import type { KafkaNames, KafkaSetup } from './kafka-setup.ts';
import { createSetup } from './kafka-setup.ts';
import { tailTopic } from './reading/tail-topic.ts';
import { createTopics } from './topics/create-topics.ts';
import { describeTopic } from './topics/describe-topic.ts';
import { leadersOf, partitionOffsets } from './topics/partition-offsets.ts';
import { connectionOptions } from './wire/connection-options.ts';
import type { KafkaSettings } from './wire/connection-options.ts';
import { FaultReports } from './wire/fault-reports.ts';
import { closedError } from './wire/faults.ts';
import { persist, sleepFor } from './wire/persist.ts';
import { Appender } from './writing/appender.ts';

export interface KafkaLogOptions extends KafkaNames {
  /** The part `log.kafka` of the settings. */
  readonly settings: KafkaSettings;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Becomes part of the client id that brokers log; host and process unless told. */
  readonly instanceId?: string;
  /** How often it is looked whether a topic has more partitions; 30 s unless told. */
  readonly metadataMaxAgeMs?: number;
}

const appendDrainMs = 1_500;
const leaveGroupsMs = 1_500;

/**
 * The event log on Kafka 2.3 or newer. Opening needs no broker: every call keeps trying while none answers, says so in the log, and goes on by
 * itself when one does. Queries (`offsets`, `committed`) of a topic that does not exist reject with `not_found`; streams wait for it.
 *
 * @throws TidewatchError `settings_invalid` when the settings cannot be used
 */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const { settings, clock, telemetry, instanceId = `${hostname()}-${process.pid}` } = options;
  const connection = await connectionOptions(settings, instanceId);
  const closing = new AbortController();
  const setup = createSetup({
    ...options,
    seeds: settings.brokers,
    connection,
    replicationFactor: settings.replicationFactor,
    metadataMaxAgeMs: options.metadataMaxAgeMs ?? 30_000,
    reports: new FaultReports(telemetry, clock, settings.brokers.join(', ')),
    signal: closing.signal,
  });
  const appender = new Appender(setup);
  const streams = createStreams();
  let closed: Promise<void> | null = null;

  const close = async (): Promise<void> => {
    streams.end();
    await Promise.race([Promise.all(setup.unfinished), sleepFor(leaveGroupsMs, new AbortController().signal)]);
    await appender.close(appendDrainMs);
    closing.abort();
    setup.brokers.close();
  };
  return {
    createTopics: (specs) => createTopics(setup, specs),
    describeTopic(topic) {
      const kafkaTopic = setup.topicName(topic);
      return persist(`describe ${kafkaTopic}`, () => describeTopic(setup.brokers, topic, kafkaTopic), setup);
    },
    append: (topic, records) => appender.append(topic, records),
    consume: (group, topics, startAt, onShared = () => {}) =>
      streams.guard(consumeGroup(setup, { group, topics, startAt, onShared })),
    committed: (group, topic) =>
      query(setup, topic, async (kafkaTopic) => {
        const leaders = await leadersOf(setup.brokers, kafkaTopic);
        const groupId = setup.groupName(group);
        return committedOffsets(setup.brokers, groupId, kafkaTopic, [...leaders.keys()]);
      }),
    tail: (topic, from) => streams.guard(tailTopic(setup, topic, from)),
    offsets: (topic) => query(setup, topic, (kafkaTopic) => partitionOffsets(setup.brokers, kafkaTopic)),
    close: () => (closed ??= close()),
  };
}

/** A question about a topic that must exist. */
async function query<Answer>(
  setup: KafkaSetup,
  topic: string,
  ask: (kafkaTopic: string) => Promise<Answer>,
): Promise<Answer> {
  const kafkaTopic = setup.topicName(topic);
  const attempt = async (): Promise<Answer> => {
    try {
      return await ask(kafkaTopic);
    } catch (error) {
      if (setup.brokers.leaders(kafkaTopic) !== null) throw error;
      await setup.brokers.refresh([kafkaTopic]);
      if (setup.brokers.leaders(kafkaTopic) !== null) throw error;
      throw new TidewatchError('not_found', `Kafka has no topic ${kafkaTopic}: create it first.`, { cause: error });
    }
  };
  return persist(`ask about ${kafkaTopic}`, attempt, setup);
}

interface Streams {
  /** The stream, ended by `end` and refused after it. */
  guard<Item>(source: Observable<Item>): Observable<Item>;
  end(): void;
}

function createStreams(): Streams {
  const endings = new Set<() => void>();
  let isClosed = false;
  return {
    guard: <Item>(source: Observable<Item>) =>
      new Observable<Item>((subscriber: Subscriber<Item>) => {
        if (isClosed) return subscriber.error(closedError());
        const subscription = source.subscribe(subscriber);
        const ending = (): void => {
          endings.delete(ending);
          subscription.unsubscribe();
        };
        endings.add(ending);
        return ending;
      }),
    end() {
      isClosed = true;
      // The youngest first: whoever came later may stand on what came before.
      for (const ending of [...endings].toReversed()) ending();
    },
  };
}
