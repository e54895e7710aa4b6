import type { EventDefinition, SourceDefinition } from '@tidewatch/contract';
import { checkSources } from './checks/check-sources.ts';
import type { CatalogDocument, CatalogProblem } from './checks/documents.ts';
import { reporter } from './checks/documents.ts';
import { noDefinitions, parseDefinition } from './checks/parse-definition.ts';

/**
 * Checks the documents of a map file (`ingest --map`) against the events of a catalog: exactly one source, of a file format.
 */
export function checkMap(
  documents: readonly CatalogDocument[],
  file: string,
  events: readonly EventDefinition[],
):
  | { readonly source: SourceDefinition; readonly problems: readonly [] }
  | { readonly source: null; readonly problems: readonly CatalogProblem[] } {
  const problems: CatalogProblem[] = [];
  const definitions = noDefinitions();
  for (const document of documents) parseDefinition(document.value, reporter(document, problems), definitions);
  const [source] = definitions.sources;
  if (problems.length === 0 && (source === undefined || documents.length > 1)) {
    problems.push({ file, line: 1, column: 1, message: 'a map file holds exactly one document, a source' });
  }
  checkSources(
    definitions.sources,
    new Map(events.map((definition) => [definition.event, { definition, report: () => undefined }])),
  );
  if (source !== undefined && source.definition.format !== 'csv' && source.definition.format !== 'ndjson') {
    source.report(['format'], `the map of a file has the format csv or ndjson, not ${source.definition.format}`);
  }
  return source === undefined || problems.length > 0
    ? { source: null, problems }
    : { source: source.definition, problems: [] };
}
