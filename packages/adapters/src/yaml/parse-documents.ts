import type {
  CatalogDocument,
  CatalogProblem,
  DocumentPath,
  Position,
} from '@tidewatch/core/catalog/normalise-catalog';
import type { Document, Node, Pair } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';

/** What a file holds: its documents, and what is wrong with its YAML. */
export interface ParsedDocuments {
  readonly documents: readonly CatalogDocument[];
  readonly problems: readonly CatalogProblem[];
}

type Found = Node | Pair | null | undefined;

const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

/** One step of a path: the pair of a map, or the item of a list. */
function child(node: Found, step: string | number): Found {
  const inside = isPair(node) ? (node.value as Node | null) : node;
  if (isMap(inside)) return inside.items.find((pair) => keyText(pair.key) === String(step));
  return isSeq(inside) ? (inside.items[Number(step)] as Node | undefined) : undefined;
}

/** Offset of a text inside a scalar: exact for plain text, past the quote for quoted text, the first line for blocks. */
function scalarOffset(node: Node, offset: number): number {
  const start = node.range?.[0] ?? 0;
  if (!isScalar(node) || offset === 0) return start;
  if (node.type === 'PLAIN') return start + offset;
  return isQuoted(node.type) ? start + 1 + offset : start;
}

const isQuoted = (type: unknown): boolean => type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';

function offsetOf(node: Found, at: { readonly offset?: number; readonly key?: boolean }): number | null {
  if (isPair(node)) {
    const key = node.key as Node | null;
    const value = node.value as Node | null;
    if (at.key === true || value === null || value.range === undefined) return key?.range?.[0] ?? null;
    return scalarOffset(value, at.offset ?? 0);
  }
  return node === null || node === undefined || isAlias(node)
    ? (node?.range?.[0] ?? null)
    : scalarOffset(node, at.offset ?? 0);
}

function positionIn(
  document: Document,
  lines: LineCounter,
  path: DocumentPath,
  at: { readonly offset?: number; readonly key?: boolean },
): Position {
  let found: Found = document.contents;
  let offset = offsetOf(found, {}) ?? document.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    found = child(found, step);
    if (found === null || found === undefined) break;
    offset = offsetOf(found, index === path.length - 1 ? at : { key: true }) ?? offset;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Parses the YAML documents of one file (YAML 1.2, core schema). Repeated keys and aliases that explode are errors with their place. */
export function parseDocuments(file: string, text: string): ParsedDocuments {
  const lines = new LineCounter();
  const documents: CatalogDocument[] = [];
  const problems: CatalogProblem[] = [];
  for (const document of parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })) {
    for (const error of document.errors) {
      const { line, col } = lines.linePos(error.pos[0]);
      problems.push({ file, line, column: col, message: error.message });
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const position: CatalogDocument['position'] = (path, at = {}) => positionIn(document, lines, path, at);
    try {
      documents.push({ file, value: document.toJS({ maxAliasCount: 100 }) as unknown, position });
    } catch {
      problems.push({ file, ...position([]), message: 'the document has too many aliases' });
    }
  }
  return { documents, problems };
}
