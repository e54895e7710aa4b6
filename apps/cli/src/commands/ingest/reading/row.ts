import type { RejectionCode } from '@tidewatch/contract';

/** Why a row could not be used. Never quotes values: they may be personal data. */
export interface RowProblem {
  readonly code: RejectionCode;
  readonly detail: string;
}

/** One row of a file. `line` is where it begins (from 1), `end` the place in bytes after it. */
export interface Row {
  readonly line: number;
  readonly end: number;
  readonly content: { readonly value: unknown } | { readonly problem: RowProblem };
}
