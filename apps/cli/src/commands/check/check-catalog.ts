import type { Catalog } from '@tidewatch/contract';
import { loadCatalogFolder } from '@tidewatch/adapters/yaml';
import type { CatalogProblem } from '@tidewatch/core/catalog/normalise-catalog';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';

/** A catalog, or everything that is wrong with it. File names are relative to the folder. */
export interface CheckedCatalog {
  readonly catalog: Catalog | null;
  readonly problems: readonly CatalogProblem[];
}

/**
 * Loads and checks the catalog of a folder: all problems at once, null for the catalog if there are any.
 * Rejects with the error of the file system when the folder cannot be read.
 */
export async function checkCatalog(folder: string): Promise<CheckedCatalog> {
  const loaded = await loadCatalogFolder(folder);
  const { catalog, problems } = normaliseCatalog(loaded.documents);
  const all = [...loaded.problems, ...problems];
  if (all.length === 0 && loaded.documents.length === 0) {
    return {
      catalog: null,
      problems: [
        { file: '.', line: 1, column: 1, message: 'there is no definition in any *.yaml file of this folder' },
      ],
    };
  }
  const inOrder = all.toSorted((left, right) =>
    left.file < right.file ? -1 : left.file > right.file ? 1 : left.line - right.line || left.column - right.column,
  );
  return { catalog: all.length === 0 ? catalog : null, problems: inOrder };
}
