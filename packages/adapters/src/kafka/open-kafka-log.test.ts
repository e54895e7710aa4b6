import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { waitFor } from '@tidewatch/testkit/event-log-suite/wait-for';
import { describe, expect, it } from 'vitest';
import { listeningTelemetry, openTestLogs } from './testing/test-logs.ts';

/** A port of this machine on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('openKafkaLog while no broker answers', () => {
  it('opens, keeps trying and says so in one line, and closes at once', async () => {
    const address = `127.0.0.1:${await deadPort()}`;
    const telemetry = listeningTelemetry();
    const log = await openTestLogs(address).open({ telemetry });
    const ends: string[] = [];
    const settle = (name: string, work: Promise<unknown>): void => {
      work.then(
        () => ends.push(`${name} resolved`),
        (error: Error & { code?: string }) => ends.push(`${name}: ${error.code}`),
      );
    };
    settle('append', log.append('events', [{ key: 'a', value: 'b' }]));
    settle('create', log.createTopics([{ topic: 'events', partitions: 1, keepDays: 1 }]));
    settle('offsets', log.offsets('events'));
    const errors: unknown[] = [];
    log.consume('group', ['events'], () => 0).subscribe({ error: (error) => errors.push(error) });
    log.tail('events', new Map()).subscribe({ error: (error) => errors.push(error) });
    await waitFor('several attempts of each', () => (telemetry.counts.get('kafka_retries') ?? 0) > 20, 10_000);
    expect(telemetry.lines).toHaveLength(1);
    expect(telemetry.lines[0]).toMatchObject({
      level: 'warn',
      message: expect.stringMatching(/^Kafka at .* ECONNREFUSED .* Trying again\.$/),
    });
    expect(ends).toEqual([]);

    const begun = performance.now();
    await log.close();
    expect(performance.now() - begun).toBeLessThan(4_000);
    await waitFor('what was under way to end', () => ends.length === 3, 1_000);
    expect(ends.toSorted()).toEqual(['append: log_unavailable', 'create: log_unavailable', 'offsets: log_unavailable']);
    expect(errors).toEqual([]);
    await expect(log.append('events', [])).rejects.toMatchObject({ code: 'log_unavailable' });
  });

  it('refuses settings that can never work', async () => {
    await expect(openTestLogs('no-port').open()).rejects.toMatchObject({ code: 'settings_invalid' });
  });
});
