import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { EventDefinition, SourceDefinition } from '@tidewatch/contract';
import type { CatalogProblem } from '@tidewatch/core/catalog/normalise-catalog';
import { checkMap } from '@tidewatch/core/catalog/check-map';
import { parseDocuments } from './parse-documents.ts';

/** A map for `ingest --map`: the `source:` document of a file, or what is wrong with it. */
export type MapFile =
  | { readonly source: SourceDefinition; readonly problems: readonly [] }
  | { readonly source: null; readonly problems: readonly CatalogProblem[] };

/**
 * Reads a map file and checks it against the events that it emits.
 * Rejects with the error of the file system when the file cannot be read.
 */
export async function loadMapFile(path: string, events: readonly EventDefinition[]): Promise<MapFile> {
  const { documents, problems } = parseDocuments(basename(path), await readFile(path, 'utf8'));
  if (problems.length > 0) return { source: null, problems };
  return checkMap(documents, basename(path), events);
}
