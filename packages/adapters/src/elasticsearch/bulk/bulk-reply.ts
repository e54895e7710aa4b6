/** What the server said about one document. `type` is its error type, never its text: the text quotes field values. */
export interface BulkItem {
  readonly status: number;
  readonly type: string | null;
}

/** Answer to one bulk request: an item for each operation in order, or why there is no answer (status null: none came). */
export type BulkReply =
  | { readonly items: readonly BulkItem[] }
  | { readonly items: null; readonly status: number | null; readonly type: string | null };

/** What to do with a document, or with a whole request, after an answer. */
export type Verdict =
  | { readonly kind: 'done' | 'stale' }
  /** It can never be stored. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Passing fault: send again later in smaller batches. */
  | { readonly kind: 'again'; readonly reason: string }
  /** Only an operator or time can help: say so, and send again later. */
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'create-index' }
  | { readonly kind: 'mend-mapping' }
  /** The request as a whole was refused: find out by halves which document it is. */
  | { readonly kind: 'split'; readonly reason: string };

/** Errors with a status of their own that is misleading: full disks, too many shards, closed indices. They pass when somebody helps. */
const blocks: Readonly<Record<string, string>> = {
  cluster_block_exception: 'disk_full_or_read_only',
  validation_exception: 'too_many_shards',
  index_closed_exception: 'index_closed',
  security_exception: 'access_refused',
};

/** Judges one item of a bulk answer. */
export function verdictOfItem({ status, type }: BulkItem): Verdict {
  const block = type === null ? undefined : blocks[type];
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status === 409) return { kind: 'stale' };
  if (block !== undefined) return { kind: 'blocked', reason: block };
  if (status === 404) return { kind: 'create-index' };
  if (status === 429 || status >= 500) return { kind: 'again', reason: String(status) };
  if (status === 401 || status === 403) return { kind: 'blocked', reason: 'access_refused' };
  if (type === 'strict_dynamic_mapping_exception') return { kind: 'mend-mapping' };
  return { kind: 'refused', reason: `refused with status ${status} (${type ?? 'no type'})` };
}

/** Judges a request that has no items. */
export function verdictOfRequest(status: number | null, type: string | null): Verdict {
  const block = type === null ? undefined : blocks[type];
  if (status === null) return { kind: 'again', reason: 'no_answer' };
  if (block !== undefined) return { kind: 'blocked', reason: block };
  if (status === 413) return { kind: 'split', reason: 'larger than the server accepts' };
  if (status === 401 || status === 403) return { kind: 'blocked', reason: 'access_refused' };
  if (status === 400) return { kind: 'split', reason: `refused with status 400 (${type ?? 'no type'})` };
  return { kind: 'again', reason: String(status) };
}
