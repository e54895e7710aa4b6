/** One document to be indexed under an external version. */
export interface BulkOperation {
  readonly index: string;
  readonly id: string;
  readonly version: number;
  /** `external`: an equal version is ignored. `external_gte`: an equal version replaces. */
  readonly versionType: 'external' | 'external_gte';
  /** Makes the document: JSON text without line breaks. Asked for when it is sent, since a text takes many times the memory of what it tells. */
  readonly source: () => string;
  /** Metric or event type that the document belongs to: named when the document is refused. */
  readonly subject: string;
}

/** A document that can never be stored. `reason` holds no field values. */
export interface RefusedOperation {
  readonly subject: string;
  readonly reason: string;
}

/** The lines of one operation in the body of a bulk request. */
export function bulkLines({ index, id, version, versionType, source }: BulkOperation): string {
  return `{"index":{"_index":"${index}","_id":"${id}","version":${version},"version_type":"${versionType}"}}\n${source()}\n`;
}

/** The newest version per document; of equal versions the last. */
export function newestOperations(operations: readonly BulkOperation[]): BulkOperation[] {
  const newest = new Map<string, BulkOperation>();
  for (const operation of operations) {
    const key = `${operation.index}/${operation.id}`;
    const held = newest.get(key);
    if (held === undefined || held.version <= operation.version) newest.set(key, operation);
  }
  return [...newest.values()];
}
