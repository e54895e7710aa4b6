export { createIndexer, type Indexer, type IndexerOptions } from './create-indexer.ts';
