import { createMemoryCluster } from '@tidewatch/adapters/memory';
import type { Catalog } from '@tidewatch/contract';
import { settingsSchema } from '@tidewatch/contract/settings';
import { generationHash } from '@tidewatch/core/catalog/generation-hash';
import { enterGeneration } from '@tidewatch/core/definitions/enter-generation';
import { noTelemetry, type Telemetry } from '@tidewatch/core/ports/telemetry';
import { createProcessor, type Processor } from '@tidewatch/processor';
import { afterEach, expect, it } from 'vitest';
import { definitionsIn, framesIn, readCells } from './simulation/reader.ts';
import { ManualScheduler } from './simulation/manual-scheduler.ts';
import { generationRecords } from './simulation/oracle.ts';
import { firstCatalog, secondCatalog } from './simulation/small-catalogs.ts';

const settings = settingsSchema.parse({ processor: { eventPartitions: 1 } }).processor;
const stepMs = 20_000;
const begunAt = Date.now();
const running: Processor[] = [];
afterEach(async () => {
  for (const processor of running.splice(0)) await processor.stop();
});

function world() {
  const cluster = createMemoryCluster({ clock: Date, idleBatchMs: 20 });
  const failures: unknown[] = [];
  let made = 0;
  const write = (count: number): void => {
    const records = Array.from({ length: count }, () => {
      const id = `e${(made += 1)}`;
      const time = new Date(begunAt).toISOString();
      const event = {
        specversion: '1.0',
        id,
        source: 's',
        type: 'order.cancelled',
        time,
        data: { city: 'Medan', pieces: 1 },
      };
      return { appendTime: Date.now(), key: null, value: new TextEncoder().encode(JSON.stringify(event)) };
    });
    cluster.write('events', 0, records);
  };
  return {
    cluster,
    failures,
    write,
    made: () => made,
    processor(catalog: Catalog, name: string, said: string[] = []): Processor {
      const telemetry: Telemetry = { ...noTelemetry, log: (level, message) => void said.push(`${level} ${message}`) };
      const onFailure = (error: unknown): void => void failures.push(error);
      const processor = createProcessor({
        log: cluster.member(name),
        catalog,
        settings,
        telemetry,
        process: name,
        onFailure,
      });
      running.push(processor);
      return processor;
    },
    /** All pieces, as a reader of the log sees them now. */
    pieces(): number {
      const cells = readCells(framesIn(cluster), generationRecords(definitionsIn(cluster)));
      return [...cells].reduce((sum, [key, value]) => (key.includes('"pieces","1m"') ? sum + value : sum), 0);
    },
    inForce: () => generationRecords(definitionsIn(cluster)).findLast(({ counts }) => counts),
    operations: () =>
      cluster.records('operations', 0).map(({ value }) => JSON.parse(String(Buffer.from(value!))) as unknown),
  };
}

it('numbers never fall while a rebuild or other definitions catch up, and both processors go over together', async () => {
  const { cluster, failures, write, made, processor, pieces, inForce } = world();
  const first = processor(firstCatalog, 'one');
  await first.start();
  await processor(firstCatalog, 'two').start();
  write(500);
  await expect.poll(pieces, { timeout: stepMs }).toBe(500);
  const operator = cluster.member('operator');
  const changes = [
    () => enterGeneration(operator, { ...settings, catalog: firstCatalog, now: Date.now(), rebuildFrom: 0 }),
    () => first.enter(secondCatalog),
  ];
  for (const change of changes) {
    const before = inForce();
    let most = pieces();
    const { generation } = await change();
    expect(inForce(), 'the one before answers').toEqual(before);
    const isOver = () => {
      write(3);
      const seen = pieces();
      expect(seen, 'it never falls').toBeGreaterThanOrEqual(most);
      most = seen;
      const { hash, revision } = inForce()!;
      return hash === generation.hash && revision === generation.revision;
    };
    await expect.poll(isOver, { timeout: stepMs, interval: 1 }).toBe(true);
    await expect.poll(pieces, { timeout: stepMs }).toBe(made());
  }
  expect(failures).toEqual([]);
});

it.each([
  ['the first', firstCatalog, secondCatalog],
  ['the second', secondCatalog, firstCatalog],
] as const)(
  'of two that start at once with other definitions the later record counts, and %s, which lost, says so',
  async (_, loses, wins) => {
    const { failures, write, made, processor, pieces, inForce, operations } = world();
    const said: string[] = [];
    // Both read the definitions before either has written.
    const loser = processor(loses, 'loser', said).start();
    await Promise.all([loser, processor(wins, 'winner').start()]);
    write(200);
    await expect.poll(() => inForce()?.hash, { timeout: stepMs }).toBe(generationHash(wins));
    await expect.poll(pieces, { timeout: stepMs }).toBe(made());
    expect(said).toContainEqual(
      expect.stringContaining('warn Other definitions were written after those of this process'),
    );
    expect(operations()).toContainEqual(
      expect.objectContaining({ report: expect.objectContaining({ code: 'catalog_superseded', process: 'loser' }) }),
    );
    expect(operations()).not.toContainEqual(
      expect.objectContaining({ report: expect.objectContaining({ process: 'winner' }) }),
    );
    expect(failures).toEqual([]);
  },
);

it('who takes other definitions itself is not told that others wrote them', async () => {
  const { cluster, failures, inForce, operations } = world();
  const said: string[] = [];
  const member = cluster.member('one');
  let changes = false;
  // The topic tells of the new record before the one who wrote it hears that it is durable.
  const append: typeof member.append = async (topic, records) => {
    const appended = await member.append(topic, records);
    if (changes && topic === 'definitions')
      await expect.poll(() => said, { timeout: stepMs }).toContainEqual(expect.stringContaining('is being folded'));
    return appended;
  };
  const log = new Proxy(member, {
    get: (target, name) => {
      const value: unknown = name === 'append' ? append : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const processor = createProcessor({
    log,
    catalog: firstCatalog,
    settings,
    telemetry: { ...noTelemetry, log: (level, message) => void said.push(`${level} ${message}`) },
    onFailure: (error) => void failures.push(error),
  });
  running.push(processor);
  await processor.start();
  await expect.poll(inForce, { timeout: stepMs }).toBeDefined();
  changes = true;
  await processor.enter(secondCatalog);
  await expect.poll(() => inForce()?.hash, { timeout: stepMs }).toBe(generationHash(secondCatalog));
  expect(said.filter((line) => line.startsWith('warn'))).toEqual([]);
  expect(operations()).toEqual([]);
  expect(failures).toEqual([]);
});

it('a generation that cannot be folded takes nothing with it, is told of, and comes into force when the cause is gone', async () => {
  const { cluster, failures, write, pieces, made, inForce, operations } = world();
  const member = cluster.member('one');
  const scheduler = new ManualScheduler(Date.now());
  const broken = new Set<unknown>();
  const log = new Proxy(member, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) =>
        name === 'offsets' && broken.has(args[0])
          ? Promise.reject(new Error('secret server text'))
          : (value.apply(target, args) as unknown);
    },
  });
  const said: string[] = [];
  const processor = createProcessor({
    log,
    catalog: firstCatalog,
    settings,
    telemetry: { ...noTelemetry, log: (level, message) => void said.push(`${level} ${message}`) },
    process: 'one',
    onFailure: (error) => void failures.push(error),
    scheduler,
  });
  running.push(processor);
  const afterAWhile = async <Seen>(seen: () => Seen) => {
    scheduler.advance(500);
    return seen();
  };
  const soon = <Seen>(seen: () => Seen) => expect.poll(() => afterAWhile(seen), { timeout: stepMs, interval: 5 });
  await processor.start();
  write(100);
  await soon(pieces).toBe(100);
  broken.add('rollups');
  await processor.enter(secondCatalog);
  broken.add('events');
  await soon(operations).toMatchObject([
    {
      report: {
        code: 'generation_failed',
        process: 'one',
        generation: 2,
        reason: expect.not.stringContaining('secret'),
      },
    },
  ]);
  write(100);
  await soon(pieces).toBe(made());
  await soon(() => said.filter((line) => line.startsWith('error')).length).toBeGreaterThan(2);
  expect(inForce()?.hash).toBe(generationHash(firstCatalog));
  broken.clear();
  await soon(() => inForce()?.hash).toBe(generationHash(secondCatalog));
  await soon(pieces).toBe(made());
  expect(operations()).toHaveLength(1);
  expect(failures).toEqual([]);
});
