import { dimensionField } from '../indices/keys.ts';
import type { AggregationNode } from './aggregation-node.ts';
import type { SearchCells } from './search-cells.ts';
import type { TimeCut } from './time/time-buckets.ts';

/** More groups than this come in pages. */
export const groupsPerAnswerMax = 50_000;
const pageGroupsMax = 10_000;
const pageBucketsMax = 60_000;
/** Groups that may have come up since they were counted. */
const spareGroups = 1_000;

export interface GroupRequest {
  readonly search: SearchCells;
  readonly by: readonly string[];
  readonly cut: TimeCut;
  readonly filters: readonly object[];
  readonly aggs: object;
  /** How many there were when they were counted; null when they were not. */
  readonly groups: number | null;
  readonly groupsPerAnswer: number;
}

export interface GroupNode {
  /** Keys of the values in the order of `by`. */
  readonly keys: readonly string[];
  readonly node: AggregationNode;
}

/** All groups with their nodes. One dimension comes in one answer, unless there are very many groups; several dimensions in pages. */
export async function* groupPages(request: GroupRequest): AsyncGenerator<readonly GroupNode[]> {
  const { search, by, cut, filters, aggs, groups, groupsPerAnswer } = request;
  if (by.length === 1 && (groups ?? 0) <= groupsPerAnswer) {
    const size = groups === null ? groupsPerAnswer : groups + spareGroups;
    const { groups: found } = await search(cut, filters, {
      groups: { terms: { field: dimensionField(by[0]!), size }, aggs },
    });
    if ((found?.sum_other_doc_count ?? 0) === 0) {
      yield (found?.buckets ?? []).map((node) => ({ keys: [node.key as string], node }));
      return;
    }
  }
  yield* compositePages(request);
}

async function* compositePages({ search, by, cut, filters, aggs }: GroupRequest): AsyncGenerator<readonly GroupNode[]> {
  const size = Math.max(1, Math.min(pageGroupsMax, Math.floor(pageBucketsMax / (cut.owners.length + 1))));
  const sources = by.map((name, index) => ({ [index]: { terms: { field: dimensionField(name) } } }));
  let after: object = {};
  for (;;) {
    const { groups: found } = await search(cut, filters, { groups: { composite: { size, sources, ...after }, aggs } });
    const buckets = found?.buckets ?? [];
    yield buckets.map((node) => ({
      keys: by.map((_, index) => (node.key as Record<string, string>)[index]!),
      node,
    }));
    if (found?.after_key === undefined || buckets.length < size) return;
    after = { after: found.after_key };
  }
}

/** How many groups a time range has; beyond what one answer can hold, at least that many. */
export async function countGroups(request: Omit<GroupRequest, 'aggs' | 'groups'>): Promise<number> {
  const { bounds } = request.cut;
  const cut = { bounds: [bounds[0]!, bounds.at(-1)!], owners: [0] };
  let groups = 0;
  for await (const page of groupPages({ ...request, cut, aggs: {}, groups: null })) {
    groups += page.length;
    if (groups > pageBucketsMax) break;
  }
  return Math.max(1, groups);
}
