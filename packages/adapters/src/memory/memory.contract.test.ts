import { describeEventLog } from '@tidewatch/testkit/event-log-suite';
import { createMemoryCluster } from './memory-cluster.ts';

describeEventLog('memory', async () => {
  const cluster = createMemoryCluster({ clock: Date, recordBytesMax: 1_000_000 });
  return {
    connect: async () => cluster.member(),
    separateClients: true,
    truncate: async (topic, partition, begin) => cluster.truncate(topic, partition, begin),
    recordBytesMax: 1_000_000,
    tooLargeBytes: 1_000_001,
    close: async () => {},
  };
});
