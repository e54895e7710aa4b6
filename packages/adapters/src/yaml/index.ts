export { formatProblems } from './format-problems.ts';
export { loadCatalogFolder } from './load-catalog-folder.ts';
export type { MapFile } from './load-map-file.ts';
export { loadMapFile } from './load-map-file.ts';
export type { ParsedDocuments } from './parse-documents.ts';
export { parseDocuments } from './parse-documents.ts';
