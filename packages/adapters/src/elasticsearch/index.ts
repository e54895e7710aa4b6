export { openElasticsearchStore, type ElasticsearchStoreOptions } from './open-elasticsearch-store.ts';
export type { ElasticsearchSettings } from './server/create-client.ts';
