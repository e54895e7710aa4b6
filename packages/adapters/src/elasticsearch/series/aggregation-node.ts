/** What we read of an aggregation's answer: one shape for all levels, absent parts undefined. */
export interface AggregationNode {
  readonly doc_count: number;
  readonly key?: number | string | Readonly<Record<string, string>>;
  readonly from?: number;
  readonly time?: { readonly buckets: readonly AggregationNode[] };
  readonly groups?: {
    readonly buckets: readonly AggregationNode[];
    readonly sum_other_doc_count?: number;
    readonly after_key?: Readonly<Record<string, string>>;
  };
  readonly lo?: Sum;
  readonly hi?: Sum;
  readonly real?: Sum;
  readonly n?: Sum;
}

interface Sum {
  readonly value: number | null;
}
