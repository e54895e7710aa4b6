import { stat } from 'node:fs/promises';
import type { Catalog } from '@tidewatch/contract';
import { loadCatalogFolder } from '@tidewatch/adapters/yaml';
import type { CatalogProblem } from '@tidewatch/core/catalog/normalise-catalog';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';
import { UsageError } from '../../verbs/usage-error.ts';

/** A catalog, or everything that is wrong with it. File names are relative to the folder. */
export interface CheckedCatalog {
  readonly catalog: Catalog | null;
  readonly problems: readonly CatalogProblem[];
}

/**
 * Loads and checks the catalog of a folder: all problems at once, null for the catalog if there are any.
 * Rejects with a UsageError when there is no such folder.
 */
export async function checkCatalog(folder: string): Promise<CheckedCatalog> {
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new UsageError(`there is no catalog folder ${folder}`);
  if (!found.isDirectory()) throw new UsageError(`${folder} is not a folder`);
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

/** What a catalog defines, in words: "2 events, 1 metric …", without the built-in metrics. */
export function catalogSummary({ events, sources, metrics, formulas, dashboards, rules, receivers }: Catalog): string {
  const counts: readonly (readonly [number, string])[] = [
    [events.length, 'event'],
    [sources.length, 'source'],
    [metrics.filter(({ builtIn }) => !builtIn).length + formulas.length, 'metric'],
    [dashboards.length, 'dashboard'],
    [rules.length, 'rule'],
    [receivers.length, 'receiver'],
  ];
  return counts.map(([count, noun]) => `${count} ${noun}${count === 1 ? '' : 's'}`).join(', ');
}
