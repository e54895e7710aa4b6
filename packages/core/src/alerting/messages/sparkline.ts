import { formatTime, formatTimeBeside, formatValue, zoneName } from './format.ts';
import type { ChartPicture } from './message.ts';

const blocks = '▁▂▃▄▅▆▇█';
const columnsMax = 32;

/**
 * The chart as a line of block characters with its range and times, for media without pictures: `▁▁▂█ 0–24, 21 Nov 11:05–14:05 WIB`. A
 * column shows the worst of its values. Empty for fewer than two values.
 */
export function sparkline(picture: ChartPicture): string {
  const { points, threshold, unit, language, zone } = picture;
  const from = points.findIndex(([, value]) => value !== null);
  const shown = from < 0 ? [] : points.slice(from);
  const size = Math.max(1, Math.ceil(shown.length / columnsMax));
  const worst = threshold?.side === 'below' ? Math.min : Math.max;
  const columns = Array.from({ length: Math.ceil(shown.length / size) }, (_, column) => {
    const known = shown.slice(column * size, (column + 1) * size).flatMap(([, value]) => value ?? []);
    return known.length === 0 ? null : worst(...known);
  });
  const known = columns.filter((value) => value !== null);
  const [first, last] = [shown[0], shown.at(-1)];
  if (known.length < 2 || first === undefined || last === undefined) return '';
  const [least, most] = [Math.min(...known, 0), Math.max(...known)];
  const line = columns.map((value) => (value === null ? ' ' : blockOf((value - least) / (most - least || 1)))).join('');
  const say = (value: number): string => formatValue(value, unit, language, '');
  const begin = formatTime(first[0], zone, language).replace(` ${zoneName(zone)}`, '');
  const end = formatTimeBeside(last[0], first[0], zone, language).replace(` ${zoneName(zone)}`, '');
  return `${line} ${say(least)}–${say(most)}, ${begin}–${end} ${zoneName(zone)}`;
}

const blockOf = (share: number): string => blocks[Math.round(share * (blocks.length - 1))] ?? '';
