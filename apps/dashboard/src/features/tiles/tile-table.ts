import type { SeriesAnswer } from '@tidewatch/contract/queries';
import type { PanelTexts } from '../../shared/panel/panel-texts.ts';
import type { PanelTable } from '../../shared/table/panel-table.ts';

/** The number, what it is compared with, and the intervals behind the small line, newest first. */
export const tileTable = (
  answer: SeriesAnswer | null,
  title: string,
  text: PanelTexts,
  unit: string | null,
): PanelTable | null => {
  const series = answer?.series[0];
  if (answer === null || series === undefined) return null;
  const points = series.points.toReversed().map(([at, value]) => [at, value] as const);
  return {
    columns: [
      { title: text.time, kind: 'time' },
      { title, kind: 'number', unit },
    ],
    rows: [...points],
  };
};
