import { afterAll, expect, it } from 'vitest';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { EventStream, sendWhenReady, totalsByReason } from '../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';
import { seededRandom } from './simulation/seeded-random.ts';

/** More on request: KAFKA_KILLS=200 npx vitest run --project faults test/faults/kafka-kill */
const kills = Number(process.env['KAFKA_KILLS'] ?? 20);
/** The group's session timeout and three seconds, for each and every kill. */
const takeOverMsMax = 9_000;

/** Systems that suffer at the same time: each mostly waits for sessions to end. */
const systems = 2;

const running = new Set<RunningTidewatch>();
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all([...running].map((server) => server.ended()));
});

interface TakeOver {
  /** Whether both had joined and read their partitions, or one was just starting, when the victim died. */
  readonly settled: boolean;
  readonly tookMs: number;
}

/** Both processors have partitions and read them. */
async function settled(processors: readonly RunningTidewatch[]): Promise<boolean> {
  const answers = await Promise.all(processors.map(({ healthUrl }) => fetch(`${healthUrl}/readyz`)));
  if (!answers.every(({ ok }) => ok)) return false;
  const states = (await Promise.all(answers.map((answer) => answer.json()))) as {
    groups: { partitions: number | null }[];
  }[];
  return states.every(({ groups }) => groups.length > 0 && groups.every(({ partitions }) => (partitions ?? 0) > 0));
}

/** Kills one of two processors again and again, every other time while the one that was killed before is starting. */
async function killOneOfTwo(
  start: (...args: readonly string[]) => Promise<RunningTidewatch>,
  seed: number,
  times: number,
): Promise<TakeOver[]> {
  const random = seededRandom(seed);
  const stream = new EventStream(() => random.next());
  const begun = Date.now() - 3_600_000;
  const edge = await start('--role', 'gateway', '--role', 'indexer');
  const startProcessor = () => start('--role', 'processor', '--health-port', '0');
  const processors = [await startProcessor(), await startProcessor()];
  const countedSum = async () =>
    [...(await totalsByReason(edge.url, begun)).values()].reduce((left, right) => left + right, 0);
  const takeOvers: TakeOver[] = [];
  for (let kill = 0; kill < times; kill += 1) {
    const what = `seed ${seed}, kill ${kill}`;
    const isSettled = kill % 2 === 0;
    if (isSettled) await waitUntil(`${what}: both processors are at work`, () => settled(processors), 60_000);
    const victim = random.below(2);
    for (let batch = 0; batch < 5; batch += 1) await sendWhenReady(edge.url, stream.next(100, Date.now()));
    const killedAt = performance.now();
    processors[victim]!.kill('SIGKILL');
    await sendWhenReady(edge.url, stream.next(100, Date.now()));
    await waitUntil(`${what}: everything is counted`, async () => (await countedSum()) === stream.distinct, 60_000);
    takeOvers.push({ settled: isSettled, tookMs: Math.round(performance.now() - killedAt) });
    running.delete(processors[victim]!);
    processors[victim] = await startProcessor();
  }
  expect(Object.fromEntries([...(await totalsByReason(edge.url, begun))].toSorted())).toEqual(
    Object.fromEntries([...stream.expected].toSorted()),
  );
  return takeOvers;
}

await describeOnBoth('two processors on Kafka and Elasticsearch', (brokers, node) => {
  it(
    `count exactly after ${kills} kills of one of them, and the other takes over within 9 s`,
    { timeout: 120_000 + kills * 20_000 },
    async () => {
      const suffering = Array.from({ length: systems }, (_, index) => {
        const env = {
          TIDEWATCH_LOG_LEVEL: 'error',
          TIDEWATCH_NAMESPACE: `kill-${index}-${Date.now().toString(36)}`,
          TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
          TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
        };
        const start = async (...args: readonly string[]) => {
          const server = await startTidewatch({ args: [...args, '--port', '0'], env });
          running.add(server);
          return server;
        };
        return killOneOfTwo(start, 5 + index, Math.ceil(kills / systems));
      });
      const takeOvers = (await Promise.all(suffering)).flat();
      const textOf = (isSettled: boolean) =>
        takeOvers.flatMap(({ settled: was, tookMs }) => (was === isSettled ? [tookMs] : [])).join(', ');
      process.stdout.write(`take-overs in ms; both at work: ${textOf(true)}; one starting: ${textOf(false)}\n`);
      expect(takeOvers.filter(({ tookMs }) => tookMs > takeOverMsMax)).toEqual([]);
    },
  );
});
