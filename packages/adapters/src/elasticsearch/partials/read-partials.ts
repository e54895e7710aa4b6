import type { PartialCells, PartialEntry } from '@tidewatch/contract';
import type { PartialsWrite, SliceRange } from '@tidewatch/core/ports/metric-store';
import type { IndexNames } from '../indices/index-names.ts';
import { scan } from '../server/scan.ts';
import type { Server } from '../server/server.ts';
import { slicesFilter } from '../series/filters.ts';
import { parseOrigin } from './origin.ts';
import { entryOf, type PartialDocument } from './partial-document.ts';

/** Cells of the slices given, a page of documents at a time. */
export async function* readPartials(
  server: Server,
  names: IndexNames,
  slices: readonly SliceRange[],
  grains: 'finest' | 'all',
): AsyncGenerator<PartialsWrite> {
  if (slices.length === 0) return;
  const filter = [slicesFilter(slices), ...(grains === 'finest' ? [{ term: { finest: true } }] : [])];
  for await (const page of scan<PartialDocument>(server, {
    index: [names.allRollups],
    query: { bool: { filter } },
    sort: ['_shard_doc'],
  })) {
    yield* writesOf(page);
  }
}

/** Puts documents of one slice, and in it of one window, together. */
function writesOf(documents: readonly PartialDocument[]): PartialsWrite[] {
  const slices = new Map<string, Map<string, PartialCells & { readonly entries: PartialEntry[] }>>();
  for (const document of documents) {
    const { origin, slice, metric, grain, '@timestamp': window } = document;
    const sliceKey = `${slice} ${origin}`;
    const windows = slices.get(sliceKey) ?? new Map<string, PartialCells & { readonly entries: PartialEntry[] }>();
    slices.set(sliceKey, windows);
    const windowKey = `${metric} ${grain} ${window}`;
    const cells = windows.get(windowKey) ?? { metric, grain, window, entries: [] };
    windows.set(windowKey, cells);
    cells.entries.push(entryOf(document));
  }
  return [...slices].map(([key, windows]) => {
    const [slice = ''] = key.split(' ', 1);
    return {
      ...parseOrigin(key.slice(slice.length + 1)),
      slice: Number(slice),
      cells: [...windows.values()],
      progress: null,
    };
  });
}
