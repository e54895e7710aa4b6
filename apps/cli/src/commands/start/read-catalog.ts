import { TidewatchError, type Catalog } from '@tidewatch/contract';
import { checkCatalog } from '../check/check-catalog.ts';

/** The catalog of a folder. Throws `catalog_invalid` with every problem, file:line:column. */
export async function readCatalog(folder: string): Promise<Catalog> {
  const { catalog, problems } = await checkCatalog(folder);
  if (catalog !== null) return catalog;
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  throw new TidewatchError(
    'catalog_invalid',
    `The catalog ${folder} has ${problems.length} ${problems.length === 1 ? 'error' : 'errors'}:\n${lines.join('\n')}`,
  );
}
