import { fileURLToPath } from 'node:url';

export const queryCatalogFolder = fileURLToPath(new URL('catalog', import.meta.url));

/** The data that is queried: where its log lies, and the range that it fills, epoch milliseconds. */
export interface QueryData {
  readonly directory: string;
  readonly fromMs: number;
  readonly toMs: number;
}
