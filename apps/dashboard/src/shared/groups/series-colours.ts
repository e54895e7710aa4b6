import type { PlotColour } from '../chart/plot/plot.ts';

const coloursCount = 6;

/** FNV-1a, 32 bit (draft-eastlake-fnv): the same name has the same number on every screen. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
};

/**
 * A colour for each name, at most six names. A name begins at the colour of its hash and moves on where another has it, so that it
 * nearly always keeps its colour from screen to screen and never shares it on one.
 */
export const seriesColours = (names: readonly string[]): ReadonlyMap<string, PlotColour> => {
  const colours = new Map<string, PlotColour>();
  const taken = new Set<number>();
  for (const name of [...names].sort().slice(0, coloursCount)) {
    let colour = hash(name) % coloursCount;
    while (taken.has(colour)) colour = (colour + 1) % coloursCount;
    taken.add(colour);
    colours.set(name, (colour + 1) as 1 | 2 | 3 | 4 | 5 | 6);
  }
  return colours;
};
