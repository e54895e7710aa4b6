import type { SeriesAnswer } from '@tidewatch/contract';

/** Asks for a series; answers the series alone, ordered by group, since as-of and order of equal totals may differ. */
export async function readSeries(
  url: string,
  metric: string,
  parameters: Readonly<Record<string, string | number>>,
): Promise<SeriesAnswer['series']> {
  const search = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const response = await fetch(`${url}/v1/metrics/${metric}/series?${search.toString()}`);
  if (!response.ok) throw new Error(`${metric}: the server answered ${response.status} ${await response.text()}`);
  const answer = (await response.json()) as SeriesAnswer;
  if (answer.history !== 'available') throw new Error('history is not available yet');
  return answer.series.toSorted((left, right) => (JSON.stringify(left.group) < JSON.stringify(right.group) ? -1 : 1));
}

/** Non-empty points as `time|group` → value. */
export function cellsOf(series: SeriesAnswer['series']): Map<string, number> {
  const cells = new Map<string, number>();
  for (const { group, points } of series) {
    for (const [time, value] of points)
      if (value !== null && value !== 0) cells.set(`${time}|${Object.values(group).join('|')}`, value);
  }
  return cells;
}
