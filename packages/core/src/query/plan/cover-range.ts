/** A grain that a read may use. `reach`: first window that is still kept. */
export interface ReadableGrain {
  readonly grain: string;
  readonly ms: number;
  readonly reach: number;
}

/** A run of windows of one grain. */
export interface Piece {
  readonly grain: string;
  readonly ms: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Covers [from, to) with as few windows as possible: whole windows of the coarsest grain, finer ones at the edges. What no kept
 * grain can cover is left out. `grains` begin with the finest.
 */
export function coverRange(from: number, to: number, grains: readonly ReadableGrain[]): readonly Piece[] {
  const coarsest = grains.at(-1);
  if (coarsest === undefined || from >= to) return [];
  const finer = grains.slice(0, -1);
  const first = Math.max(Math.ceil(from / coarsest.ms), Math.ceil(coarsest.reach / coarsest.ms)) * coarsest.ms;
  const last = Math.floor(to / coarsest.ms) * coarsest.ms;
  if (first >= last) return coverRange(from, to, finer);
  return [
    ...coverRange(from, first, finer),
    { grain: coarsest.grain, ms: coarsest.ms, from: first, to: last },
    ...coverRange(last, to, finer),
  ];
}
