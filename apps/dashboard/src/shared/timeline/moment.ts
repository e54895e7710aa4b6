/** One thing that happened, all text. `this` is the one that the screen is about. */
export interface Moment {
  readonly key: string;
  /** Epoch ms. */
  readonly at: number;
  readonly tone: 'bad' | 'warn' | 'good' | 'accent' | 'this' | 'plain';
  readonly title: string;
  /** Further lines. */
  readonly lines: readonly string[];
  /** What a person wrote; keeps its breaks. */
  readonly quote?: string;
  /** Not confirmed by the server yet. */
  readonly pending?: boolean;
}
