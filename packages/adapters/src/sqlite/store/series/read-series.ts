import type { Access } from '@tidewatch/contract/access';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { Group } from '@tidewatch/contract/frames';
import type { MeasureState, StoreSeries, StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import { Turns } from '../turns.ts';
import type { BucketFold } from './bucket-folds.ts';
import { bucketFold } from './bucket-folds.ts';
import type { Definitions, SeriesKey } from '../names/definitions.ts';
import { GroupChooser } from './group-chooser.ts';
import type { GroupNames } from '../names/group-names.ts';
import type { RowTotal } from '../rows/merge-row.ts';
import { RowReader } from '../rows/packed-row.ts';
import type { RowScanner, ScannedRow } from './scan-rows.ts';
import type { SliceIndex } from '../names/slice-index.ts';
import { windowMs } from '../partials/upsert-partials.ts';

/** States that one answer may hold: about 500 MB. */
const statesMax = 5_000_000;

export interface SeriesSources {
  readonly definitions: Definitions;
  readonly groups: GroupNames;
  readonly slices: SliceIndex;
  readonly scanner: RowScanner;
}

/** Answers `MetricStore.series`: one pass over the rows of the range, merging bucket by bucket. */
export async function readSeries(
  sources: SeriesSources,
  query: StoreSeriesQuery,
  access: Access,
): Promise<readonly StoreSeries[]> {
  const definition = sources.definitions.find(query.metric);
  const series = definition === null ? null : sources.definitions.findSeries(definition, query.grain);
  if (series === null || query.bounds.length < 2) return [];
  return (
    (await pass(sources, series, query, access, false)) ?? (await pass(sources, series, query, access, true)) ?? []
  );
}

/** Null where the numbers did not suffice: then `isExact` is needed. */
async function pass(
  { groups, slices, scanner }: SeriesSources,
  series: SeriesKey,
  query: StoreSeriesQuery,
  access: Access,
  isExact: boolean,
): Promise<StoreSeries[] | null> {
  const { definition } = series;
  const chooser = new GroupChooser(query, access, (id) => groups.groupOf(definition.id, id));
  if (!chooser.canMatch) return [];
  const { single } = chooser;
  if (single !== null && groups.find(definition.id, single) === null) return [];
  const selection = slices.select(query.slices);
  const named = chooser.named((group) => groups.find(definition.id, group));
  const fold = bucketFold(definition, isExact, chooser, named);
  const answer = new Answer(query.bounds.length - 1, chooser.groups);
  const reader = new RowReader();
  const bounds = query.bounds.map((bound) => bound / windowMs);
  let bucket = 0;
  let isComplete = true;

  const visit = (rows: ScannedRow[]): boolean => {
    if (rows[0]![0] >= bounds[bucket + 1]!) {
      fold.flush((group, state) => answer.put(group, bucket, state));
      while (rows[0]![0] >= bounds[bucket + 1]!) bucket++;
    }
    const taken = rows
      .filter((row) => selection.takes(row[1]))
      .sort((left, right) => selection.compare(left[1], right[1]));
    isComplete = taken.every((row) => addRow(fold, reader, chooser, row));
    return isComplete;
  };

  const range = { series: series.id, from: bounds[0]!, below: bounds.at(-1)! };
  await scanner.scan(range, chooser.isTotal ? 'totals' : 'packs', new Turns(), visit);
  if (!isComplete) return null;
  fold.flush((group, state) => answer.put(group, bucket, state));
  return answer.series();
}

function addRow(fold: BucketFold, reader: RowReader, chooser: GroupChooser, row: ScannedRow): boolean {
  const total: RowTotal = [row[2], row[3]];
  if (chooser.isTotal && row[2] !== null) return fold.addTotal(total, chooser.chooseTotal());
  reader.open(row[4]!);
  return fold.addRow(reader, chooser, total);
}

/** The states of an answer, by group and bucket. */
class Answer {
  readonly #buckets: number;
  readonly #groups: readonly (Group | null)[];
  readonly #states: (MeasureState | undefined)[][] = [];

  constructor(buckets: number, groups: readonly (Group | null)[]) {
    this.#buckets = buckets;
    this.#groups = groups;
  }

  put(group: number, bucket: number, state: MeasureState): void {
    const states = (this.#states[group] ??= this.#newStates());
    states[bucket] = state;
  }

  series(): StoreSeries[] {
    return this.#groups.flatMap((group, index) => {
      const states = this.#states[index];
      return states === undefined || group === null ? [] : [{ group, states }];
    });
  }

  #newStates(): undefined[] {
    if ((this.#states.length + 1) * this.#buckets > statesMax) {
      throw new TidewatchError(
        'query_too_wide',
        'The answer has too many groups and points. Ask for fewer dimensions, a shorter time or a larger step.',
      );
    }
    return new Array<undefined>(this.#buckets).fill(undefined);
  }
}
