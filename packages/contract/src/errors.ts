/**
 * The closed list of error codes. A code is stable: scripts and dashboards compare it, people read `detail`.
 * `docs` of the HTTP API and the README list exactly these; test/house compares both ways.
 */

/** Why an event could not be used. The same codes in the 202 answer of `POST /v1/events` and in dead letters. */
export const rejectionCodes = {
  invalid_utf8: 'The bytes are not valid UTF-8.',
  invalid_json: 'The text is not valid JSON, or is nested deeper than 64 levels.',
  invalid_envelope: 'A required CloudEvents attribute is missing or has the wrong type.',
  unsupported_version: 'specversion is not 1.0.',
  missing_id: 'The event has no id, or the expression for the id failed.',
  invalid_time: 'The event has no valid time, or its time is before 2000.',
  time_in_future: 'The event time is more than 5 minutes ahead of the append time.',
  unknown_type: 'No event definition of the catalog has this type.',
  invalid_data: 'A field of data is missing or has the wrong type.',
  too_large: 'The event is larger than 256 KiB.',
  empty_value: 'The record has no value (a tombstone) on a topic whose format has no deletes.',
  invalid_change: 'The record is not a Debezium change event.',
} as const;

export type RejectionCode = keyof typeof rejectionCodes;

/** Problem codes of the HTTP API (RFC 9457 `code` member) with their status. */
export const problemCodes = {
  bad_request: 400,
  invalid_json: 400,
  invalid_parameter: 400,
  unknown_dimension: 400,
  zone_needs_finer_grain: 400,
  stat_not_available: 400,
  query_too_wide: 400,
  signature_invalid: 401,
  host_not_allowed: 403,
  origin_not_allowed: 403,
  not_found: 404,
  unknown_metric: 404,
  unknown_event_type: 404,
  unknown_event: 404,
  unknown_alert: 404,
  unknown_rule: 404,
  unknown_silence: 404,
  method_not_allowed: 405,
  case_taken: 409,
  case_changed: 409,
  case_full: 409,
  rebuild_refused: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  log_unavailable: 503,
  store_unavailable: 503,
  starting: 503,
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** RFC 9457 problem details. `code` is one of `problemCodes`. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
}

/** An error with a closed code; `retry` says whether the same call may succeed later without a change. */
export class TidewatchError extends Error {
  readonly code: ProblemCode | RejectionCode | OperationCode;
  readonly retry: boolean;

  constructor(
    code: ProblemCode | RejectionCode | OperationCode,
    message: string,
    options: { retry?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TidewatchError';
    this.code = code;
    this.retry = options.retry ?? false;
  }
}

/** Codes of faults that an operator mends. */
export const operationCodes = {
  log_recreated: 'The log ends below what was already processed: it was recreated. Raise the epoch of the topic.',
  topic_compacted: 'The input topic has cleanup.policy other than delete.',
  retention_too_short: 'The input topic keeps records for less than 26 hours.',
  slice_offsets_changed: 'sliceOffsets differs from the value recorded in the topic definitions.',
  partitions_changed: 'The partition count of the topic rollups changed.',
  not_owner: 'The partition belongs to another member of the group now.',
  data_in_use: 'Another process owns the data directory.',
  newer_format: 'The data was written by a newer version.',
  catalog_invalid: 'The catalog has errors.',
  catalog_superseded: 'A newer catalog is in force.',
  settings_invalid: 'The settings have errors.',
  unavailable: 'A server that is needed does not answer.',
  frame_invalid: 'A record of the topic rollups cannot be read.',
} as const;

export type OperationCode = keyof typeof operationCodes;
