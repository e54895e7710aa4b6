import type { Literal, Scan } from './scan.ts';
import { literalOf } from './scan.ts';
import type { Token } from './tokens.ts';

/** The literal bytes between the scalars of a text, learned from one text and compared in full with others. */
export interface Template {
  /** `literals[i]` stands before scalar i; one more stands at the end of a template that covers the end of the text. */
  readonly literals: readonly Literal[];
  readonly kinds: readonly Token['kind'][];
}

/** Makes a template of the bytes from `from` to the end of the last token, or to the `end` of the text when given. */
export function templateOf(bytes: Uint8Array, tokens: readonly Token[], from: number, end: number | null): Template {
  const literals: Literal[] = [];
  let at = from;
  for (const token of tokens) {
    literals.push(literalOf(bytes.subarray(at, token.start)));
    at = token.end;
  }
  if (end !== null) literals.push(literalOf(bytes.subarray(at, end)));
  return { literals, kinds: tokens.map(({ kind }) => kind) };
}

/**
 * Matches a template from `from` on and notes start and end of each scalar in `places` from `slot` on. The quotes of strings
 * belong to the literals. Returns where the match ends, -1 for any other text.
 */
export function matchTemplate(template: Template, scan: Scan, from: number, places: Int32Array, slot: number): number {
  const { literals, kinds } = template;
  let at = from;
  let place = slot;
  for (let index = 0; index < kinds.length; index++) {
    const literal = literals[index] as Literal;
    if (!scan.has(literal, at)) return -1;
    at += literal.bytes.length;
    places[place++] = at;
    at = scan.endOf(kinds[index] as Token['kind'], at);
    places[place++] = at;
  }
  if (literals.length === kinds.length) return at;
  const last = literals[kinds.length] as Literal;
  return scan.has(last, at) ? at + last.bytes.length : -1;
}
