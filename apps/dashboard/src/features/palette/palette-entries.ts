/** One line of the palette. */
export interface PaletteEntry {
  readonly name: string;
  /** What kind of thing it is, as a word. */
  readonly group: string;
  readonly key?: string | undefined;
  readonly run: () => void;
}

const shownMax = 50;
const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** How well a name answers what was typed, higher is better; null: not at all. */
const score = (name: string, sought: string): number | null => {
  const text = fold(name);
  if (text.startsWith(sought)) return 3;
  if (text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(sought))) return 2;
  if (text.includes(sought)) return 1;
  // Letters in order, so that "cxo" finds "Cancelled orders by x".
  let at = 0;
  for (const letter of sought) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return null;
  }
  return 0;
};

/** The entries that answer what was typed, the best first and otherwise in their order. */
export const matchingEntries = (entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] => {
  const sought = fold(typed.trim());
  if (sought === '') return entries.slice(0, shownMax);
  return entries
    .flatMap((entry) => {
      const points = score(entry.name, sought);
      return points === null ? [] : [{ entry, points }];
    })
    .sort((one, other) => other.points - one.points)
    .slice(0, shownMax)
    .map(({ entry }) => entry);
};
