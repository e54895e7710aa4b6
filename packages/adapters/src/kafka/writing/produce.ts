import type { Brokers } from '../wire/brokers.ts';
import type { EncodedRequest, KafkaBroker } from '../wire/internals.ts';
import { Encoder } from '../wire/internals.ts';

const acknowledgedByAll = -1;
const acknowledgeWithinMs = 10_000;

export interface BatchForPartition {
  readonly kafkaTopic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

export interface ProducedPartition {
  readonly kafkaTopic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset: number;
}

interface ProduceAnswer {
  readonly topics: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly baseOffset: string;
    }[];
  }[];
}

/** Sends batches to the broker that leads their partitions and answers for each alone: one may be refused and the rest written. */
export async function produce(
  brokers: Brokers,
  broker: KafkaBroker,
  batches: readonly BatchForPartition[],
): Promise<ProducedPartition[]> {
  const options = { acks: acknowledgedByAll, timeout: acknowledgeWithinMs, topicData: [] };
  const answer = await brokers.askEncoded<ProduceAnswer>(broker, 'Produce', options, () => encodeProduce(batches));
  return answer.topics.flatMap(({ topicName, partitions }) =>
    partitions.map(({ partition, errorCode, baseOffset }) => ({
      kafkaTopic: topicName,
      partition,
      errorCode,
      baseOffset: Number(baseOffset),
    })),
  );
}

/** The Produce request, versions 3 to 8 (Kafka protocol guide), around batches that are encoded already. */
function encodeProduce(batches: readonly BatchForPartition[]): EncodedRequest {
  const byTopic = Map.groupBy(batches, ({ kafkaTopic }) => kafkaTopic);
  const head = new Encoder()
    .writeString(null)
    .writeInt16(acknowledgedByAll)
    .writeInt32(acknowledgeWithinMs)
    .writeInt32(byTopic.size);
  const parts = [head.buffer];
  for (const [kafkaTopic, ofTopic] of byTopic) {
    parts.push(new Encoder().writeString(kafkaTopic).writeInt32(ofTopic.length).buffer);
    for (const { partition, batch } of ofTopic)
      parts.push(new Encoder(8).writeInt32(partition).writeInt32(batch.length).buffer, batch);
  }
  // An `Encoder` would make room for twice as much.
  const buffer = Buffer.concat(parts);
  return { buf: buffer, buffer };
}
