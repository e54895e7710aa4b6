import type { Lineage } from './lineage.ts';

/** A place in the picture: `x` in hundredths of its width, `y` in rows from the top. */
interface Place {
  readonly x: number;
  readonly y: number;
}

export interface LineageLayout {
  readonly rows: number;
  /** Width of a stage's boxes, in hundredths. */
  readonly boxWidth: number;
  /** Left edge of each stage. */
  readonly columns: readonly number[];
  /** Middle of the left edge of each node's box. */
  readonly places: ReadonlyMap<string, Place>;
  /** A curve for each edge, in the same units. */
  readonly paths: readonly string[];
}

const boxShare = 0.74;

/** Stages as columns, each centred; edges as curves from the right of one box to the left of the other. */
export const lineageLayout = ({ stages, edges }: Lineage): LineageLayout => {
  const rows = Math.max(1, ...stages.map(({ nodes }) => nodes.length));
  const columnWidth = 100 / Math.max(1, stages.length - 1 + boxShare);
  const boxWidth = columnWidth * boxShare;
  const places = new Map<string, Place>();
  stages.forEach(({ nodes }, column) => {
    const top = (rows - nodes.length) / 2;
    nodes.forEach((node, row) => places.set(node.id, { x: column * columnWidth, y: top + row + 0.5 }));
  });
  const paths = edges.flatMap(({ from, to }) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (start === undefined || end === undefined) return [];
    const left = start.x + boxWidth;
    const middle = (left + end.x) / 2;
    return [`M${left} ${start.y}C${middle} ${start.y} ${middle} ${end.y} ${end.x} ${end.y}`];
  });
  return { rows, boxWidth, columns: stages.map((_, column) => column * columnWidth), places, paths };
};
