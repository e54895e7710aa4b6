/** A record of the topic `operations`: the metric store refused documents for good. The metric is not healthy from then on. */
export interface QuarantineRecord {
  readonly v: 1;
  readonly kind: 'quarantine';
  /** A metric, or an event type where events were refused. */
  readonly metric: string;
  /** For operators; holds no field values. */
  readonly reason: string;
  readonly documents: number;
  /** Epoch milliseconds. */
  readonly at: number;
}
