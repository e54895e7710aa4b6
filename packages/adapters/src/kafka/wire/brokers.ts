import { TidewatchError } from '@tidewatch/contract/errors';
import { closedError, isConnectionFault, passingFault } from './faults.ts';
import type { BrokerConnectionOptions, EncodedRequest, KafkaBroker, ProtocolRequest } from './internals.ts';
import { apiKeys, createBroker, createErrorFromCode, cutConnections, requests } from './internals.ts';

interface MetadataAnswer {
  readonly controllerId: number;
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly topicMetadata: readonly {
    readonly topicErrorCode: number;
    readonly topic: string;
    readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
  }[];
}

const unknownTopic = 3;

/** How to read the answer of one version of a request in place of kafkajs's own way. */
export interface OwnDecode<Answer> {
  readonly version: number;
  decode(raw: Buffer): Answer;
}

/**
 * The connections to a cluster and what is known of it: where each node is, and who leads which partition. Connects when first
 * asked; a connection that fails is thrown away and made anew by the next request. Everything rejects with passing faults, nothing
 * is retried here.
 */
export class Brokers {
  readonly #seeds: readonly string[];
  readonly #options: BrokerConnectionOptions;
  readonly #byAddress = new Map<string, KafkaBroker>();
  readonly #known = new WeakSet<KafkaBroker>();
  readonly #addresses = new Map<number, string>();
  readonly #leaders = new Map<string, readonly number[]>();
  #controllerId = -1;
  #nextSeed = 0;
  #isClosed = false;

  constructor(seeds: readonly string[], options: BrokerConnectionOptions) {
    this.#seeds = seeds;
    this.#options = options;
  }

  /** Sends one request to a broker. Rejects when the answer holds an error code. */
  ask<Answer>(broker: KafkaBroker, api: string, options: object): Promise<Answer> {
    return this.#send(broker, makeRequest(broker, api, options));
  }

  /** Like `ask`, with a decoding of the caller's; error codes inside the answer are left to it. */
  askRaw<Answer>(
    broker: KafkaBroker,
    api: string,
    options: object,
    { version, decode }: OwnDecode<Answer>,
  ): Promise<Answer> {
    const made = makeRequest(broker, api, options);
    if (made.request.apiVersion !== version) {
      throw new TidewatchError(
        'log_unavailable',
        `The broker is too old: ${api} version ${version} is needed, as Kafka 2.3 and newer have it.`,
      );
    }
    const response = { decode: async (raw: Buffer) => decode(raw), parse: async (decoded: unknown) => decoded };
    return this.#send(broker, { ...made, response });
  }

  /** Like `ask`, with kafkajs's decoding but without its throwing on an error code somewhere inside. */
  askWhole<Answer>(broker: KafkaBroker, api: string, options: object): Promise<Answer> {
    const made = makeRequest(broker, api, options);
    const parse = async (decoded: unknown) => decoded;
    return this.#send(broker, { ...made, response: { decode: made.response.decode, parse } });
  }

  /** Like `askWhole`, with the caller's own encoding in place of kafkajs's. */
  askEncoded<Answer>(broker: KafkaBroker, api: string, options: object, encode: () => EncodedRequest): Promise<Answer> {
    const made = makeRequest(broker, api, options);
    const parse = async (decoded: unknown) => decoded;
    const request = { ...made.request, encode: async () => encode() };
    return this.#send(broker, { ...made, request, response: { decode: made.response.decode, parse } });
  }

  async #send<Answer>(broker: KafkaBroker, request: ProtocolRequest): Promise<Answer> {
    // A connection that was given up would open again by itself and then belong to nobody.
    if (!this.#known.has(broker)) throw passingFault('the connection was lost');
    try {
      return (await broker.connectionPool.send(request)) as Answer;
    } catch (error) {
      if (isConnectionFault(error)) this.#forget(broker, error as Error);
      throw error;
    }
  }

  async byId(nodeId: number): Promise<KafkaBroker> {
    const address = this.#addresses.get(nodeId);
    if (address === undefined) throw passingFault(`broker ${nodeId} is not known`);
    return this.#connected(address);
  }

  /** Any broker that answers: one that is connected, else the known ones and the bootstrap brokers in turn. */
  async any(): Promise<KafkaBroker> {
    for (const broker of this.#byAddress.values()) if (broker.isConnected()) return broker;
    const addresses = [...new Set([...this.#addresses.values(), ...this.#seeds])];
    const first = this.#nextSeed++;
    let fault: unknown;
    for (let index = 0; index < addresses.length; index++) {
      try {
        return await this.#connected(addresses[(first + index) % addresses.length]!);
      } catch (error) {
        fault = error;
      }
    }
    throw fault;
  }

  /** The broker that creates topics; any where none is known, as all of a KRaft cluster pass it on. */
  controller(): Promise<KafkaBroker> {
    return this.#addresses.has(this.#controllerId) ? this.byId(this.#controllerId) : this.any();
  }

  /** The coordinator of a consumer group. */
  async coordinator(groupId: string): Promise<KafkaBroker> {
    const options = { groupId, coordinatorType: 0 };
    const { coordinator } = await this.ask<{ coordinator: { nodeId: number; host: string; port: number } }>(
      await this.any(),
      'GroupCoordinator',
      options,
    );
    const address = `${coordinator.host}:${coordinator.port}`;
    this.#addresses.set(coordinator.nodeId, address);
    return this.#connected(address);
  }

  /** Asks who leads the partitions of the topics. A topic that does not exist is forgotten; other topics are not hurt by it. */
  async refresh(topics: readonly string[]): Promise<void> {
    // An empty list asks for all topics of the cluster.
    if (topics.length === 0) return;
    const options = { topics, allowAutoTopicCreation: false };
    const answer = await this.askWhole<MetadataAnswer>(await this.any(), 'Metadata', options);
    const { brokers, topicMetadata } = answer;
    this.#controllerId = answer.controllerId;
    for (const { nodeId, host, port } of brokers) this.#addresses.set(nodeId, `${host}:${port}`);
    for (const { topic, topicErrorCode, partitionMetadata } of topicMetadata) {
      if (topicErrorCode === unknownTopic) this.#leaders.delete(topic);
      else if (topicErrorCode !== 0) throw createErrorFromCode(topicErrorCode);
      else {
        const leaders = Array.from({ length: partitionMetadata.length }, () => -1);
        for (const { partitionId, leader } of partitionMetadata) leaders[partitionId] = leader;
        this.#leaders.set(topic, leaders);
      }
    }
  }

  /** Node ids by partition, as last heard; -1 while there is none. Null when the topic was not there. */
  leaders(topic: string): readonly number[] | null {
    return this.#leaders.get(topic) ?? null;
  }

  close(): void {
    this.#isClosed = true;
    for (const broker of this.#byAddress.values()) this.#forget(broker, closedError());
  }

  async #connected(address: string): Promise<KafkaBroker> {
    if (this.#isClosed) throw closedError();
    const split = address.lastIndexOf(':');
    const broker =
      this.#byAddress.get(address) ??
      createBroker(address.slice(0, split), Number(address.slice(split + 1)), this.#options);
    this.#byAddress.set(address, broker);
    this.#known.add(broker);
    if (broker.isConnected()) return broker;
    try {
      await broker.connect();
    } catch (error) {
      this.#forget(broker, error as Error);
      throw error;
    }
    if (this.#isClosed) {
      this.#forget(broker, closedError());
      throw closedError();
    }
    return broker;
  }

  #forget(broker: KafkaBroker, reason: Error): void {
    for (const [address, known] of this.#byAddress) if (known === broker) this.#byAddress.delete(address);
    this.#known.delete(broker);
    cutConnections(broker, reason);
  }
}

const makeRequest = (broker: KafkaBroker, api: string, options: object): ProtocolRequest => ({
  ...broker.lookupRequest(apiKeys[api]!, requests[api]!)(options),
  logResponseError: false,
});
