import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ParsedDocuments } from './parse-documents.ts';
import { parseDocuments } from './parse-documents.ts';

/** Tests of rules stand beside them. */
const isYaml = (name: string): boolean => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name);

/** Paths of the YAML files below a folder, sorted, without hidden ones. */
async function yamlFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await yamlFiles(path)));
    else if (isYaml(entry.name)) files.push(path);
  }
  return files;
}

/**
 * Reads every YAML file below a catalog folder; file names in documents and problems are relative to it.
 * Rejects with the error of the file system when the folder cannot be read.
 */
export async function loadCatalogFolder(folder: string): Promise<ParsedDocuments> {
  const documents: ParsedDocuments['documents'][number][] = [];
  const problems: ParsedDocuments['problems'][number][] = [];
  for (const path of await yamlFiles(folder)) {
    const parsed = parseDocuments(relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8'));
    documents.push(...parsed.documents);
    problems.push(...parsed.problems);
  }
  return { documents, problems };
}
