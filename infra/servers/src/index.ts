export { startElasticsearch, type ElasticsearchOptions } from './elasticsearch.ts';
export { startKafka, type KafkaOptions } from './kafka.ts';
export { authorityOf } from './secure/certificate.ts';
export { ServersUnavailable } from './fetch/servers-unavailable.ts';
export type { RunningServer } from './process/running-server.ts';
export { serversOnDemand, type ServersOnDemand } from './servers-on-demand.ts';
