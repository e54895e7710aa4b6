import type { EventLog } from '@tidewatch/core/ports/event-log';
import { describeEventLog } from '@tidewatch/testkit/event-log-suite';
import { describeMetricStore } from '@tidewatch/testkit/metric-store-suite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteLog } from './log/open-sqlite-log.ts';
import { openSqliteLog } from './log/open-sqlite-log.ts';
import { openSqliteStore } from './store/open-sqlite-store.ts';

describeEventLog('sqlite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tidewatch-log-'));
  const open = (): SqliteLog => openSqliteLog({ directory, clock: Date, recordBytesMax: 1_000_000 });
  let log = open();
  return {
    connect: async (): Promise<EventLog> => log,
    separateClients: false,
    async reopen() {
      await log.close();
      log = open();
    },
    truncate: (topic, partition, begin) => log.truncate(topic, partition, begin),
    recordBytesMax: 1_000_000,
    tooLargeBytes: 1_000_001,
    async close() {
      await log.close();
      rmSync(directory, { recursive: true });
    },
  };
});

describeMetricStore(
  'sqlite',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tidewatch-store-'));
    let store = openSqliteStore({ directory });
    return {
      store,
      async reopen() {
        await store.close();
        return (store = openSqliteStore({ directory }));
      },
      openSecond: () => Promise.reject(new Error('an embedded store has one owner')),
      async dispose() {
        await store.close();
        rmSync(directory, { recursive: true });
      },
    };
  },
  { durable: true, shared: false, duplicatesFallTogether: true },
);
