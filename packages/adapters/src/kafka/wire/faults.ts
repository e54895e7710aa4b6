import { TidewatchError } from '@tidewatch/contract/errors';

interface KafkaFault extends Error {
  /** Name of the protocol's error code, as in `NOT_LEADER_FOR_PARTITION`. */
  readonly type?: string;
}

/** Answers that stay the same until somebody changes settings or rights. */
const lastingTypes = new Set([
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'UNSUPPORTED_VERSION',
  'INVALID_GROUP_ID',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_SESSION_TIMEOUT',
  'GROUP_MAX_SIZE_REACHED',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
  'SECURITY_DISABLED',
]);
const lastingNames = new Set([
  'KafkaJSSASLAuthenticationError',
  'KafkaJSServerDoesNotSupportApiKey',
  'KafkaJSNotImplemented',
  'TypeError',
  'RangeError',
  'ReferenceError',
]);
const hangUpName = 'KafkaJSConnectionClosedError';
const connectionNames = new Set([
  'KafkaJSConnectionError',
  hangUpName,
  'KafkaJSRequestTimeoutError',
  'KafkaJSLockTimeout',
]);

/** Name of the protocol's error code, if the broker answered with one. */
export const typeOf = (error: unknown): string | undefined =>
  error instanceof Error ? (error as KafkaFault).type : undefined;

/** Whether the same request may succeed later without anybody changing anything. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TidewatchError) return error.retry;
  if (!(error instanceof Error)) return false;
  return !lastingNames.has(error.name) && !lastingTypes.has(typeOf(error) ?? '');
}

/** Whether the broker could not be reached or did not answer, as opposed to an answer that says no. */
export const isConnectionFault = (error: unknown): boolean => error instanceof Error && connectionNames.has(error.name);

const isRefusedUser = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'KafkaJSSASLAuthenticationError' || typeOf(error) === 'SASL_AUTHENTICATION_FAILED');

/** Whether the broker ended the connection. */
export const isHangUp = (error: unknown): boolean => error instanceof Error && error.name === hangUpName;

/** One line for people: the protocol's own words or the system's, without stack. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  const type = typeOf(error);
  return type === undefined ? error.message : `${type}: ${error.message}`;
}

/** The caller's error for a fault that trying again does not mend. */
export function lastingError(what: string, error: unknown): TidewatchError {
  if (error instanceof TidewatchError) return error;
  const hint = isRefusedUser(error) ? '. Check log.kafka.sasl: mechanism, username and password.' : '';
  return new TidewatchError('log_unavailable', `Kafka: cannot ${what}: ${faultText(error)}${hint}`, { cause: error });
}

export const closedError = (): TidewatchError => new TidewatchError('log_unavailable', 'The log is closed.');

/** For answers that are incomplete in passing: a leader is being elected, a topic is being created. */
export const passingFault = (message: string): TidewatchError =>
  new TidewatchError('log_unavailable', message, { retry: true });
