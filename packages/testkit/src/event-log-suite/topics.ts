import { expect, it } from 'vitest';
import type { LogSuiteContext } from './log-under-test.ts';

export function topics(context: LogSuiteContext): void {
  it('creates topics, and leaves existing ones as they are', async () => {
    const { log, topic } = await context.topic(3, 7);
    await log.append(topic, [{ key: 'a', value: 'kept' }]);
    await log.createTopics([{ topic, partitions: 5, keepDays: 1 }]);
    expect(await log.describeTopic(topic)).toEqual({
      topic,
      partitions: 3,
      cleanupPolicy: 'delete',
      retentionMs: 7 * 86_400_000,
      logAppendTime: true,
    });
    const ends = (await log.offsets(topic)).map(({ end }) => end);
    expect(ends.reduce((sum, end) => sum + end)).toBe(1);
  });

  it('keeps a topic for ever where told', async () => {
    const log = await context.under.connect();
    const topic = context.freshName('suite');
    await log.createTopics([{ topic, partitions: 1, keepDays: null }]);
    expect(await log.describeTopic(topic)).toMatchObject({ partitions: 1, retentionMs: null });
  });

  it('says null for a topic that does not exist', async () => {
    const log = await context.under.connect();
    expect(await log.describeTopic(context.freshName('absent'))).toBeNull();
  });

  it('gives begin and end of every partition', async () => {
    const { log, topic } = await context.topic(2);
    await log.append(topic, [{ key: null, value: 'x', partition: 1 }]);
    expect(await log.offsets(topic)).toEqual([
      { partition: 0, begin: 0, end: 0 },
      { partition: 1, begin: 0, end: 1 },
    ]);
  });
}
