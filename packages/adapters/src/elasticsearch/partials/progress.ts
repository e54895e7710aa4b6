import type { SliceProgress } from '@tidewatch/core/ports/metric-store';
import type { BulkOperation } from '../bulk/bulk-operation.ts';
import type { IndexNames } from '../indices/index-names.ts';
import { documentId } from '../indices/keys.ts';
import { scan } from '../server/scan.ts';
import type { Server } from '../server/server.ts';
import { identityOrigin } from './identity.ts';
import { originOf } from './origin.ts';

/** The newest progress of each partition, as operations. Idle owners repeat a `through` with a newer as-of: equal versions replace. */
export function progressOperations(names: IndexNames, progresses: readonly SliceProgress[]): BulkOperation[] {
  const newest = new Map<string, SliceProgress>();
  for (const progress of progresses) {
    const origin = originOf(progress);
    const held = newest.get(origin);
    if (
      held === undefined ||
      held.through < progress.through ||
      (held.through === progress.through && held.asOf <= progress.asOf)
    ) {
      newest.set(origin, progress);
    }
  }
  return [...newest].map(([origin, progress]) => ({
    index: names.progress,
    id: documentId([origin]),
    version: progress.through + 1,
    versionType: 'external_gte',
    source: () => JSON.stringify({ origin, body: JSON.stringify(progress) }),
    subject: 'progress',
  }));
}

export async function readProgress(server: Server, names: IndexNames): Promise<SliceProgress[]> {
  const found: SliceProgress[] = [];
  for await (const page of scan<{ body: string }>(server, {
    index: [names.progress],
    query: { bool: { must_not: { term: { origin: identityOrigin } } } },
    sort: ['_shard_doc'],
  })) {
    for (const { body } of page) found.push(JSON.parse(body) as SliceProgress);
  }
  return found;
}
