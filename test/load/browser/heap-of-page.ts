import type { CDPSession } from 'playwright-core';

const mib = 1_048_576;

/** What a page holds in its heap after a collection, MiB: what it keeps, and what the engine has compiled of its scripts so far. */
export interface HeapOfPage {
  readonly data: number;
  readonly code: number;
}

interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly (readonly string[])[] };
  };
  readonly nodes: readonly number[];
}

/**
 * Reads a heap snapshot (the format of V8's heap profiler). Compiled code goes on growing for a quarter of an hour in a page that runs
 * twice a second, function by function, and ends; what grows in `data` is a leak. Stops the page for a second or so.
 */
export async function heapOfPage(session: CDPSession): Promise<HeapOfPage> {
  const chunks: string[] = [];
  const take = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot, nodes } = JSON.parse(chunks.join('')) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const bytes = { data: 0, code: 0 };
  for (let at = 0; at < nodes.length; at += fields.length) {
    const name = types[type]?.[nodes[at + type] ?? -1];
    // What the browser itself holds for the document is not in the heap of the scripts.
    if (name !== 'native') bytes[name === 'code' ? 'code' : 'data'] += nodes[at + size] ?? 0;
  }
  return { data: bytes.data / mib, code: bytes.code / mib };
}
