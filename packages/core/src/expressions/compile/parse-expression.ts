import { Environment as Cel, ParseError } from '@marcbachmann/cel-js';
import type { Node } from './compile-node.ts';

/** Only parses; what an expression means is decided in this folder, since the library's own evaluation fails on ordinary input. */
const parser = new Cel({
  limits: { maxAstNodes: 1000, maxDepth: 50, maxListElements: 500, maxMapEntries: 1, maxCallArguments: 4 },
});

export type ParseResult =
  | { readonly node: Node; readonly problem?: undefined }
  | { readonly node?: undefined; readonly problem: { readonly message: string; readonly offset: number } };

/** The tree of a CEL expression, or what is wrong with its text. */
export function parseExpression(text: string): ParseResult {
  try {
    return { node: parser.parse(text).ast as unknown as Node };
  } catch (cause) {
    if (cause instanceof ParseError) return { problem: { message: cause.summary, offset: cause.range?.start ?? 0 } };
    throw cause;
  }
}
