import type { CatalogProblem } from '@tidewatch/core/catalog/normalise-catalog';

/** One line per problem: `file:line:column: message`, as editors and terminals link it. `folder` goes before each file. */
export const formatProblems = (problems: readonly CatalogProblem[], folder = ''): string =>
  problems.map(({ file, line, column, message }) => `${folder}${file}:${line}:${column}: ${message}\n`).join('');
