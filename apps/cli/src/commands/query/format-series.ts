import type { Series, SeriesAnswer } from '@tidewatch/contract';

/**
 * One row per point: time, the dimensions, value, and the value of the time that is compared with (`earlier` names it, as in 7d).
 * Spreadsheets must not take a text for a formula.
 */
export function csvOf(answer: SeriesAnswer, earlier = ''): string {
  const dimensions = Object.keys(answer.series[0]?.group ?? {});
  const rows = answer.series.flatMap((series) =>
    series.points.map(([time], row) => [
      new Date(time).toISOString(),
      ...dimensions.map((name) => series.group[name] ?? ''),
      ...sideBySide(answer, series).map((column) => String(column?.points[row]?.[1] ?? '')),
    ]),
  );
  const values = answer.compare === undefined ? [] : [`${answer.metric} ${earlier} earlier`];
  return [['time', ...dimensions, answer.metric, ...values], ...rows]
    .map((row) => `${row.map(csvField).join(',')}\r\n`)
    .join('');
}

/** A series, and beside it the same group of the time that is compared with: as many points, undefined where it had none. */
function sideBySide(answer: SeriesAnswer, series: Series): readonly (Series | undefined)[] {
  if (answer.compare === undefined) return [series];
  const group = JSON.stringify(series.group);
  return [series, answer.compare.find((earlier) => JSON.stringify(earlier.group) === group)];
}

function csvField(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A table for people: one column per series (and one for the time that is compared with), one row per time, the totals last. */
export function tableOf(answer: SeriesAnswer, earlier = ''): string {
  const columns = answer.series.flatMap((series) => sideBySide(answer, series));
  const names = answer.series.flatMap((series) =>
    answer.compare === undefined ? [nameOf(series)] : [nameOf(series), `${earlier} earlier`],
  );
  const times = answer.series[0]?.points.map(([time]) => time) ?? [];
  const rows = times.map((time, row) => [
    timeText(time, answer.tz),
    ...columns.map((series) => numberText(series?.points[row]?.[1] ?? null)),
  ]);
  const total = ['total', ...columns.map((series) => numberText(series?.total ?? null))];
  const asOf = answer.asOf === null ? 'no data yet' : `as of ${timeText(answer.asOf, answer.tz)} ${answer.tz}`;
  const head = `${answer.metric}${answer.unit === null ? '' : ` (${answer.unit})`}, ${asOf}${answer.history === 'unavailable' ? ', history unavailable' : ''}${answer.truncated ? ', groups beyond the limit of the metric are in (other)' : ''}\n`;
  return head + aligned([['time', ...names], ...rows, total]);
}

function nameOf(series: Series): string {
  return Object.values(series.group).map(oneLine).join(' / ') || 'all';
}

/** Control characters of hostile names must not reach a terminal. */
function oneLine(value: string): string {
  return value.replaceAll(/\p{Cc}/gu, '\u{FFFD}').slice(0, 40);
}

function numberText(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 10_000) / 10_000);
}

function timeText(time: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(time);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows
    .map(
      (row) =>
        `${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ')}\n`,
    )
    .join('');
}
