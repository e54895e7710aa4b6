import { describeEventLog } from '@tidewatch/testkit/event-log-suite';
import { realServer } from '@tidewatch/testkit/servers';
import { describe, test } from 'vitest';
import { openTestLogs } from './testing/test-logs.ts';

const found = await realServer('kafka');

if ('unavailable' in found) {
  describe('event log: kafka', () => {
    test.skipIf(process.env['CI'] !== 'true')(`no real Kafka: ${found.unavailable}`, () => {
      throw new Error(found.unavailable);
    });
  });
} else {
  describeEventLog('kafka', async () => {
    const logs = openTestLogs(found.address);
    return {
      connect: () => logs.open(),
      separateClients: true,
      reopen: () => logs.closeAll(),
      truncate: (topic, partition, begin) => logs.truncate(topic, partition, begin),
      recordBytesMax: 1_000_000,
      tooLargeBytes: 1_048_577,
      close: () => logs.closeAll(),
    };
  });
}
