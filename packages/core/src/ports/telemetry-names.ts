/**
 * What a process tells of itself on `GET /metrics`: names without the prefix `tidewatch_`, a closed list. Counters begin with the process
 * and end in `_total` there.
 */
export const counterNames = {
  alert_records_refused: 'Records of the topic alerts that could not be read.',
  alert_transitions: 'Transitions of alerts, by the state that was entered.',
  event_feed_skips: 'Times a feed of events fell behind and went on with newer ones.',
  frames_invalid: 'Frames of the topic rollups that the indexer could not read.',
  frames_refused: 'Frames that the live view refused.',
  gaps: 'Times the log had lost records before they were folded.',
  indexer_expired_cells: 'Cells that were older than they are kept when they came.',
  indexer_expired_events: 'Events that were older than they are kept when they came, and so cannot be searched.',
  indexer_unreadable_cells: 'Cells of definitions that the indexer does not know.',
  ingested_events: 'Events that POST /v1/events took.',
  kafka_retries: 'Requests to Kafka that were sent again.',
  live_view_faults: 'Times the live view could not follow and began again.',
  log_batches_expired: 'Batches of the embedded log that were older than they are kept.',
  log_gap_offsets: 'Offsets that Kafka had deleted before they were read.',
  log_write_failures: 'Writes of the embedded log that failed.',
  notification_records_refused: 'Records of the topic notifications that could not be read.',
  notifications_attempted: 'Attempts to notify, by what came of them.',
  notifications_queued: 'Notifications that were decided.',
  quarantined: 'Documents that the metric store refused for good.',
  records_read: 'Records that consumer groups of this process have read, by group.',
  rejected_events: 'Events that POST /v1/events rejected, by code.',
  rule_evaluation_faults: 'Rules that could not be evaluated.',
  slow_sockets: 'Times updates were skipped for a slow socket.',
  store_documents: 'Documents sent to Elasticsearch, by what came of them.',
  store_pruned: 'Rows or indices of the metric store that were older than they are kept.',
  store_retries: 'Documents sent to Elasticsearch again, by reason.',
  store_write_failures: 'Writes of the embedded store that failed.',
} as const;

/** Numbers as they are now. */
export const gaugeNames = {
  alerter_leads: '1 where this process evaluates the alert rules.',
  catalog_superseded: '1 while newer definitions than those of this process are in force.',
  consumer_alive: '0 when a consumer of Kafka has stopped to fetch.',
  generation: 'Number of the definitions in force.',
  lag_records:
    'Records that were not read yet of the partitions of this process, by consumer group; the sum over all processes is the lag of the group.',
  live_cells: 'Cells that the live view holds.',
  owned_partitions: 'Partitions that are this process’s, by consumer group.',
  seconds_since_last_fetch: 'Since Kafka answered a consumer.',
  sockets: 'Live connections.',
  store_blocked: '1 while Elasticsearch takes no writes, by reason.',
} as const;

/** Distributions, in seconds. */
export const histogramNames = {
  http_request_seconds: 'Time to answer, by door, method and status.',
  store_bulk_seconds: 'Time of one write to the metric store.',
} as const;

export type CounterName = keyof typeof counterNames;
export type GaugeName = keyof typeof gaugeNames;
export type HistogramName = keyof typeof histogramNames;
