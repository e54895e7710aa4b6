/**
 * Something that a person can do, by a key or by its name. Features register theirs with `useCommand`; the sheet (`?`) lists the ones
 * with a key, the palette (Ctrl K) all of them.
 */
export interface Command {
  /** In the language of the page. */
  readonly name: () => string;
  /** `w`, `?`, `Space`, `Enter`, `Escape`, `Ctrl+K` (also ⌘ K). Capitals do not matter. Without one: in the palette only. */
  readonly key?: string;
  readonly run: () => void;
  /** Heading in the sheet and the palette; left out: general. */
  readonly group?: () => string;
  /** Whether it can be done now; otherwise the key is not taken. */
  readonly enabled?: () => boolean;
  /** Also while the key is held down: for going through a list. */
  readonly repeats?: boolean;
  /** Known by its key only: not offered in the palette. */
  readonly hidden?: boolean;
}
