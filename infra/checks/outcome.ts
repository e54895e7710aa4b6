/** What one stage found. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Names of skipped tests; a good name says why. */
  readonly skipped: readonly string[];
  /** For a person, when something failed. */
  readonly output: string;
}

export interface Stage {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}
