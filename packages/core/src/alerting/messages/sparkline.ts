import type { ChartPoint } from './message.ts';

const blocks = '▁▂▃▄▅▆▇█';
const columnsMax = 32;

/** Values as a line of block characters, for media without pictures; empty for fewer than two values. */
export function sparkline(points: readonly ChartPoint[]): string {
  const values = points.map(([, value]) => value);
  const size = Math.max(1, Math.ceil(values.length / columnsMax));
  const columns = Array.from({ length: Math.ceil(values.length / size) }, (_, column) =>
    mean(values.slice(column * size, (column + 1) * size)),
  );
  const known = columns.filter((value) => value !== null);
  if (known.length < 2) return '';
  const [least, most] = [Math.min(...known, 0), Math.max(...known)];
  const last = blocks.length - 1;
  return columns
    .map((value) =>
      value === null ? ' ' : blocks[most === least ? 0 : Math.round(((value - least) / (most - least)) * last)],
    )
    .join('');
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
