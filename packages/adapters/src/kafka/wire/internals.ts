import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';

/*
 * The parts of kafkajs 2.2.4 that this adapter stands on: connections, authentication, and the protocol's requests. Its consumer
 * and producer are not used: they rewind retained partitions, commit by themselves after an offset out of range, stop silently
 * on an unknown codec, and spend more on a record than the fold does. The package has no `exports` and no release since
 * 2023, so its files are stable; the contract suite against a real broker says whether another version fits.
 */
const require = createRequire(import.meta.url);

/** What kafkajs needs of its `Encoder` to send it. */
export interface EncodedRequest {
  readonly buf: Buffer;
  /** What was written. */
  readonly buffer: Buffer;
}

export interface ProtocolRequest {
  readonly request: { readonly apiKey: number; readonly apiVersion: number; encode(): Promise<EncodedRequest> };
  readonly response: { decode(raw: Buffer): Promise<unknown>; parse(decoded: unknown): Promise<unknown> };
  readonly requestTimeout?: number;
  readonly logResponseError?: boolean;
}

/** Options of one request, as kafkajs names them, to the request in the newest version that both sides speak. */
export type RequestMaker = (options: object) => ProtocolRequest;

export interface RequestDefinition {
  readonly versions: readonly string[];
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  rejectAll(error: Error): void;
  destroy(): void;
  scheduleCheckPendingRequests(): void;
}

interface BrokerConnection {
  readonly requestQueue: RequestQueue;
  readonly socket?: Socket;
}

export interface KafkaBroker {
  readonly connectionPool: {
    /** One connection for fetches, one for all else. */
    readonly pool: readonly BrokerConnection[];
    send(request: ProtocolRequest): Promise<unknown>;
  };
  connect(): Promise<void>;
  isConnected(): boolean;
  lookupRequest(apiKey: number, definition: RequestDefinition): RequestMaker;
}

export interface SaslOptions {
  readonly mechanism: string;
  readonly username: string;
  readonly password: string;
}

interface ConnectionPoolOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly ssl: TlsOptions | boolean | null;
  readonly sasl: SaslOptions | null;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
  readonly socketFactory: unknown;
  readonly logger: unknown;
}

/** kafkajs's `Encoder`, for requests that are put together here. */
export interface RequestEncoder extends EncodedRequest {
  writeInt16(value: number): RequestEncoder;
  writeInt32(value: number): RequestEncoder;
  writeString(value: string | null): RequestEncoder;
}

type Constructor<Arguments extends unknown[], Made> = new (...options: Arguments) => Made;

export const Encoder = require('kafkajs/src/protocol/encoder.js') as Constructor<[number?], RequestEncoder>;
export const apiKeys = require('kafkajs/src/protocol/requests/apiKeys.js') as Readonly<Record<string, number>>;
export const { requests } = require('kafkajs/src/protocol/requests/index.js') as {
  requests: Readonly<Record<string, RequestDefinition>>;
};
export const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as {
  createErrorFromCode(code: number): Error;
};
export const { MemberMetadata, MemberAssignment } = require('kafkajs/src/consumer/assignerProtocol.js') as {
  MemberMetadata: {
    encode(metadata: { version: number; topics: readonly string[]; userData: Buffer }): Buffer;
    decode(bytes: Buffer): { topics: readonly string[]; userData: Buffer };
  };
  MemberAssignment: {
    encode(assignment: { version: number; assignment: Record<string, number[]> }): Buffer;
    decode(bytes: Buffer): { assignment: Record<string, number[]> } | null;
  };
};

const requestFile = require.resolve('kafkajs/src/protocol/request.js');
require(requestFile);
/**
 * As it is, each request is copied twice into zeroed buffers of up to twice its size, which under load was a third of all bytes that the
 * server asked for. To be put in place before the connections are loaded; they work with either.
 */
require.cache[requestFile]!.exports = putTogether;

async function putTogether(sent: {
  readonly correlationId: number;
  readonly clientId: string;
  readonly request: ProtocolRequest['request'];
}): Promise<Pick<EncodedRequest, 'buffer'>> {
  const { apiKey, apiVersion, encode } = sent.request;
  const { buffer: body } = await encode();
  const { buffer: head } = new Encoder()
    .writeInt16(apiKey)
    .writeInt16(apiVersion)
    .writeInt32(sent.correlationId)
    .writeString(sent.clientId);
  const { buffer: length } = new Encoder(4).writeInt32(head.length + body.length);
  return { buffer: Buffer.concat([length, head, body]) };
}

const Broker = require('kafkajs/src/broker/index.js') as Constructor<
  [{ connectionPool: unknown; logger: unknown; allowAutoTopicCreation: boolean }],
  KafkaBroker
>;
const ConnectionPool = require('kafkajs/src/network/connectionPool.js') as Constructor<
  [ConnectionPoolOptions],
  unknown
>;
const makeSocketFactory = require('kafkajs/src/network/socketFactory.js') as () => unknown;

const RequestQueueClass = require('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
const scheduleCheck = RequestQueueClass.prototype.scheduleCheckPendingRequests;
/**
 * As it is, each connection arms this timer again and again with a negative delay, a thousand times a second, also when nothing
 * waits: 3–4 % of a core and the `TimeoutNegativeWarning` of tulios/kafkajs#1751. Armed only while something waits, neither happens.
 */
RequestQueueClass.prototype.scheduleCheckPendingRequests = function schedule(this: RequestQueue): void {
  if (this.pending.length > 0) scheduleCheck.call(this);
};

/** What kafkajs would log is either said again by the error that it throws, or of no use to an operator. */
const silent = { namespace: () => silent, info() {}, warn() {}, error() {}, debug() {} };

export interface BrokerConnectionOptions {
  readonly clientId: string;
  readonly ssl: TlsOptions | boolean;
  readonly sasl: SaslOptions | null;
  readonly connectWithinMs: number;
  readonly answerWithinMs: number;
}

export function createBroker(host: string, port: number, options: BrokerConnectionOptions): KafkaBroker {
  const connectionPool = new ConnectionPool({
    host,
    port,
    clientId: options.clientId,
    ssl: options.ssl === false ? null : options.ssl,
    sasl: options.sasl,
    connectionTimeout: options.connectWithinMs,
    requestTimeout: options.answerWithinMs,
    enforceRequestTimeout: true,
    socketFactory: makeSocketFactory(),
    logger: silent,
  });
  return new Broker({ connectionPool, logger: silent, allowAutoTopicCreation: false });
}

/** Ends a broker's connections at once; what waits for an answer fails with `reason`. */
export function cutConnections(broker: KafkaBroker, reason: Error): void {
  for (const { requestQueue, socket } of broker.connectionPool.pool) {
    requestQueue.rejectAll(reason);
    requestQueue.destroy();
    socket?.destroy(reason);
  }
}
