import { afterAll, expect, it } from 'vitest';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { EventStream, send, totalsByReason } from '../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';
import { seededRandom } from './simulation/seeded-random.ts';

/** More on request: KAFKA_KILLS=200 npx vitest run --project faults test/faults/kafka-kill */
const kills = Number(process.env['KAFKA_KILLS'] ?? 20);
/** The group's session timeout and three seconds: half of the take-overs at least; the others are slowed by what else runs here. */
const takeOverMsMedian = 9_000;
const takeOverMsMax = 15_000;

const running = new Set<RunningTidewatch>();
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all([...running].map((server) => server.ended()));
});

await describeOnBoth('two processors on Kafka and Elasticsearch', (brokers, node) => {
  const namespace = `kill-${Date.now().toString(36)}`;
  const env = {
    TIDEWATCH_LOG_LEVEL: 'error',
    TIDEWATCH_NAMESPACE: namespace,
    TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
    TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
  };
  const start = async (...roles: readonly string[]) => {
    const server = await startTidewatch({ args: [...roles.flatMap((role) => ['--role', role]), '--port', '0'], env });
    running.add(server);
    return server;
  };

  it(
    `count exactly after ${kills} kills of one of them, and the other takes over within 9 s`,
    { timeout: 120_000 + kills * 20_000 },
    async () => {
      const random = seededRandom(5);
      const stream = new EventStream(() => random.next());
      const begun = Date.now() - 3_600_000;
      const edge = await start('gateway', 'indexer');
      const processors = [await start('processor'), await start('processor')];
      const countedSum = async () =>
        [...(await totalsByReason(edge.url, begun)).values()].reduce((left, right) => left + right, 0);
      const takeOversMs: number[] = [];
      for (let kill = 0; kill < kills; kill += 1) {
        const victim = random.below(2);
        for (let batch = 0; batch < 5; batch += 1)
          expect(await send(edge.url, stream.next(100, Date.now()))).toBe(true);
        const killedAt = performance.now();
        processors[victim]!.kill('SIGKILL');
        expect(await send(edge.url, stream.next(100, Date.now()))).toBe(true);
        await waitUntil(
          `kill ${kill}: everything is counted`,
          async () => (await countedSum()) === stream.distinct,
          30_000,
        );
        takeOversMs.push(Math.round(performance.now() - killedAt));
        running.delete(processors[victim]!);
        processors[victim] = await start('processor');
      }
      expect(Object.fromEntries([...(await totalsByReason(edge.url, begun))].toSorted())).toEqual(
        Object.fromEntries([...stream.expected].toSorted()),
      );
      takeOversMs.sort((left, right) => left - right);
      expect(takeOversMs[takeOversMs.length >> 1], `take-overs in ms: ${takeOversMs.join(' ')}`).toBeLessThan(
        takeOverMsMedian,
      );
      expect(takeOversMs.at(-1), `take-overs in ms: ${takeOversMs.join(' ')}`).toBeLessThan(takeOverMsMax);
      process.stdout.write(`take-overs in ms: ${takeOversMs.join(' ')}\n`);
    },
  );
});
