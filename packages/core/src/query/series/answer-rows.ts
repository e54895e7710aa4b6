import type { SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesChange } from '@tidewatch/contract/socket';
import { groupKey } from '../../fold/group-key.ts';
import type { SeriesReader } from '../read/series-reader.ts';
import type { LoadedSeries } from './load-series.ts';
import { pickGroups, type Pick as PickedGroups } from './pick-groups.ts';
import { RangeRows, type RowFacts } from './range-rows.ts';

type FactsOf = (range: 'main' | 'compare') => RowFacts;

/** The rows of a query's range, and of the range that it is compared with: both show the same groups, those that the first has picked. */
export class AnswerRows {
  readonly #reader: SeriesReader;
  readonly #main: RangeRows;
  readonly #compare: RangeRows | null;
  #pick: PickedGroups;
  #shown: string;

  constructor(reader: SeriesReader, { main, compare }: Pick<LoadedSeries, 'main' | 'compare'>, factsOf: FactsOf) {
    this.#reader = reader;
    const mainTotals = main.total(factsOf('main').live);
    const compareTotals = compare?.total(factsOf('compare').live) ?? null;
    this.#pick = pickGroups(reader.plan, reader.measures, mainTotals, compareTotals);
    this.#main = new RangeRows(reader, main, factsOf('main'), mainTotals, this.#pick);
    this.#compare =
      compare === null || compareTotals === null
        ? null
        : new RangeRows(reader, compare, factsOf('compare'), compareTotals, this.#pick);
    this.#shown = this.#shownNow();
  }

  /**
   * Works out the given buckets again. Null when other groups are shown than before, or more are hidden: then everything has to be
   * rendered anew.
   */
  refresh(
    dirty: Readonly<Record<'main' | 'compare', Iterable<number>>>,
    factsOf: FactsOf,
  ): readonly SeriesChange[] | null {
    const { plan, measures } = this.#reader;
    const mainTotals = this.#main.columns.total(factsOf('main').live);
    const compareTotals = this.#compare?.columns.total(factsOf('compare').live) ?? null;
    const pick = pickGroups(plan, measures, mainTotals, compareTotals);
    // Ranks change all the time; the order stays as it was sent while the groups are the same.
    const same =
      pick.groups.length === this.#pick.groups.length &&
      pick.groups.every((group) => this.#pick.keys.has(groupKey(group)));
    this.#pick = same ? { ...this.#pick, others: pick.others } : pick;
    this.#main.take(mainTotals, this.#pick, factsOf('main'));
    if (compareTotals !== null) this.#compare?.take(compareTotals, this.#pick, factsOf('compare'));
    const shown = this.#shownNow();
    if (shown !== this.#shown) return null;
    const compare = this.#compare?.changes(dirty.compare, factsOf('compare')) ?? [];
    return [
      ...this.#main.changes(dirty.main, factsOf('main')),
      ...compare.map((change): SeriesChange => ({ ...change, compare: true })),
    ];
  }

  /** The API's answer. `step`: as text. */
  answer(facts: Pick<SeriesAnswer, 'step' | 'asOf' | 'history'>): SeriesAnswer {
    const { plan } = this.#reader;
    const { range } = this.#main.columns;
    const answer: SeriesAnswer = {
      metric: plan.name,
      unit: plan.unit,
      step: facts.step,
      tz: plan.zone.name,
      from: range.bounds[0] as number,
      to: range.bounds.at(-1) as number,
      asOf: facts.asOf,
      series: this.#main.series(),
      truncated: this.#truncated,
      history: facts.history,
    };
    if (this.#compare === null) return answer;
    const { shiftMs } = this.#compare.columns.range;
    return { ...answer, compare: this.#compare.series().map((series) => ({ ...series, shiftMs })) };
  }

  get #truncated(): boolean {
    return this.#main.truncated || this.#compare?.truncated === true;
  }

  #shownNow(): string {
    return JSON.stringify([this.#main.groups, this.#truncated]);
  }
}
