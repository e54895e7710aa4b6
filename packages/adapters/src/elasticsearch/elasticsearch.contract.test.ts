import { randomUUID } from 'node:crypto';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import { describeMetricStore, type StoreUnderTest } from '@tidewatch/testkit/metric-store-suite';
import { describeOnServer } from '@tidewatch/testkit/servers';
import { deleteNamespace } from './delete-namespace.ts';
import { openElasticsearchStore } from './index.ts';

await describeOnServer('elasticsearch', 'Elasticsearch', (node) => {
  describeMetricStore('elasticsearch', () => makeStore(node), {
    durable: true,
    shared: true,
    duplicatesFallTogether: true,
    volumeWindows: 60,
  });
});

async function makeStore(node: string): Promise<StoreUnderTest> {
  const namespace = `suite-${randomUUID().slice(0, 8)}`;
  const opened: MetricStore[] = [];
  const open = async () => {
    const store = await openElasticsearchStore({
      settings: { node },
      namespace,
      clock: Date,
      telemetry: noTelemetry,
      random: Math.random,
    });
    opened.push(store);
    return store;
  };
  const closeAll = async () => {
    for (const store of opened.splice(0)) await store.close();
  };
  return {
    store: await open(),
    reopen: async () => {
      await closeAll();
      return open();
    },
    openSecond: open,
    dispose: async () => {
      await closeAll();
      await deleteNamespace(node, namespace);
    },
  };
}
