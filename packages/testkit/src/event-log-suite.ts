import { afterAll, beforeAll, describe } from 'vitest';
import { consumerGroups } from './event-log-suite/consumer-groups.ts';
import { durability } from './event-log-suite/durability.ts';
import type { EventLogUnderTest, LogSuiteContext } from './event-log-suite/log-under-test.ts';
import { ownership } from './event-log-suite/ownership.ts';
import { records } from './event-log-suite/records.ts';
import { tailing } from './event-log-suite/tailing.ts';
import { topics } from './event-log-suite/topics.ts';

export type { EventLogUnderTest } from './event-log-suite/log-under-test.ts';

/**
 * The contract of the event log port, run over one adapter. The log is made once; every test takes topics and groups of its own,
 * so a shared broker is fine. Bounds are wide enough for a broker's rebalances.
 */
export function describeEventLog(name: string, makeLog: () => Promise<EventLogUnderTest>): void {
  describe(`event log: ${name}`, { timeout: 90_000 }, () => {
    const made: EventLogUnderTest[] = [];
    const run = Math.random().toString(36).slice(2, 8);
    let lastName = 0;
    const context: LogSuiteContext = {
      get under() {
        return made[0]!;
      },
      freshName: (what) => `${what}-${run}-${++lastName}`,
      async topic(partitions = 4, keepDays = 7) {
        const topic = context.freshName('suite');
        const log = await context.under.connect();
        await log.createTopics([{ topic, partitions, keepDays }]);
        return { log, topic };
      },
    };

    beforeAll(async () => {
      made.push(await makeLog());
    }, 90_000);
    afterAll(async () => {
      await made[0]?.close();
    }, 90_000);

    describe('topics', () => topics(context));
    describe('records', () => records(context));
    describe('tail', () => tailing(context));
    describe('consumer groups', () => consumerGroups(context));
    describe('ownership', () => ownership(context));
    describe('durability', () => durability(context));
  });
}
