import type { SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesReader } from '../read/series-reader.ts';
import type { LoadedSeries } from './load-series.ts';
import { RangeRows, type RowFacts } from './range-rows.ts';

/** The rows of a query's range, and of the range that it is compared with. */
export interface AnswerRows {
  readonly main: RangeRows;
  readonly compare: RangeRows | null;
}

/** Works out the values of both ranges; the second shows the groups that the first has picked. */
export function answerRows(
  reader: SeriesReader,
  { main, compare }: Pick<LoadedSeries, 'main' | 'compare'>,
  factsOf: (range: 'main' | 'compare') => RowFacts,
): AnswerRows {
  const rows = new RangeRows(reader, main, factsOf('main'), null);
  const compared = compare === null ? null : new RangeRows(reader, compare, factsOf('compare'), rows.pick);
  return { main: rows, compare: compared };
}

/** The API's answer. `step`: as text. */
export function answerOf(
  { plan }: SeriesReader,
  { main, compare }: AnswerRows,
  facts: Pick<SeriesAnswer, 'step' | 'asOf' | 'history'>,
): SeriesAnswer {
  const { range } = main.columns;
  const answer: SeriesAnswer = {
    metric: plan.name,
    unit: plan.unit,
    step: facts.step,
    tz: plan.zone.name,
    from: range.bounds[0] as number,
    to: range.bounds.at(-1) as number,
    asOf: facts.asOf,
    series: main.series(),
    truncated: main.truncated,
    history: facts.history,
  };
  if (compare === null) return answer;
  const { shiftMs } = compare.columns.range;
  return { ...answer, compare: compare.series().map((series) => ({ ...series, shiftMs })) };
}
