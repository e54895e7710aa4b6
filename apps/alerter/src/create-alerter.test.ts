import { textOfUtf8 } from '@tidewatch/core/decode/utf8';
import { readWholeTopic } from '@tidewatch/core/definitions/read-topic';
import { map } from 'rxjs';
import { afterEach, expect, test, vi } from 'vitest';
import { alertersOnMemory, manyOrders } from './alerter-on-memory.fixture.ts';

type World = Awaited<ReturnType<typeof alertersOnMemory>>;

const patience = { timeout: 20_000, interval: 20 };
const until = (check: () => Promise<void> | void): Promise<void> => vi.waitFor(check, patience);
const testMs = 60_000;

let world: World | null = null;
afterEach(async () => {
  const failures = world?.failures;
  await world?.stop();
  world = null;
  expect(failures ?? []).toEqual([]);
});

async function newWorld(...rules: Parameters<typeof alertersOnMemory>): Promise<World> {
  world = await alertersOnMemory(...rules);
  return world;
}

async function statesBecome({ states }: World, ...wanted: readonly string[]): Promise<void> {
  await until(async () => expect((await states()).toSorted()).toEqual(wanted.toSorted()));
}

test('a crossing is durable, then told, once; and so is its end', { timeout: testMs }, async () => {
  const here = await newWorld();
  const { told } = await here.start('one');
  await here.orders({ Medan: 11, Bandung: 10 });
  await statesBecome(here, 'Medan firing');
  here.clock.time += 5 * 60_000;
  await here.orders({ Bandung: 1 });
  await statesBecome(here, 'Medan resolved');
  await until(() =>
    expect(told.taken.map(({ to, sequence }) => [to, sequence])).toEqual([
      ['firing', 1],
      ['resolved', 2],
    ]),
  );
  await Promise.all(told.checks);
  expect(told.notDurable).toEqual([]);
});

test('after a restart nothing is repeated and nothing is forgotten', { timeout: testMs }, async () => {
  const here = await newWorld();
  const first = await here.start('one');
  await here.orders(Object.fromEntries(Array.from({ length: 100 }, (_, city) => [`c${city}`, 11])));
  await until(async () => expect(await here.recorded()).toHaveLength(100));
  await first.alerter.stop();

  const second = await here.start('two');
  await until(() => expect(second.alerter.leads).toBe(true));
  expect(second.told.restored[0]?.transitions).toHaveLength(100);
  here.clock.time += 1_000;
  // A new crossing shows that it evaluates; the hundred stay as they are.
  await here.orders({ Medan: 11 });
  await until(() => expect(second.told.taken.map(({ alert }) => alert.group['city'])).toEqual(['Medan']));
  expect(await here.recorded()).toHaveLength(101);
  here.clock.time += 5 * 60_000;
  await here.orders({});
  await until(() => expect(second.told.taken).toHaveLength(102));
  const ends = second.told.taken.slice(1);
  expect(new Set(ends.map(({ id }) => id)).size).toBe(101);
  expect(ends.every(({ to, sequence }) => to === 'resolved' && sequence === 2)).toBe(true);
});

test('exactly one evaluates; when it dies another takes over and repeats nothing', { timeout: testMs }, async () => {
  const here = await newWorld();
  const one = await here.start('one');
  await until(() => expect(one.alerter.leads).toBe(true));
  const two = await here.start('two');
  await here.orders({ Medan: 11 });
  await statesBecome(here, 'Medan firing');
  expect([one.alerter.leads, two.alerter.leads].filter(Boolean)).toHaveLength(1);
  // Who stands by is as ready as who leads.
  expect([...one.alerter.unready, ...two.alerter.unready]).toEqual([]);
  const [leader, other, member] = one.alerter.leads ? [one, two, 'one'] : [two, one, 'two'];

  here.cluster.crash(member);
  here.cluster.rebalance('alerter');
  await until(() => expect(other.alerter.leads).toBe(true));
  here.clock.time += 1_000;
  await here.orders({ Bandung: 12 });
  await statesBecome(here, 'Bandung firing', 'Medan firing');
  expect(leader.told.taken.map(({ alert }) => alert.group['city'])).toEqual(['Medan']);
  expect(other.told.taken.map(({ alert }) => alert.group['city'])).toEqual(['Bandung']);
  expect(await here.recorded()).toHaveLength(2);
});

test('one that was expelled without knowing says nothing of its own', { timeout: testMs }, async () => {
  const here = await newWorld();
  const one = await here.start('one');
  await until(() => expect(one.alerter.leads).toBe(true));
  const two = await here.start('two');
  here.cluster.expel('one');
  await until(() => expect(two.alerter.leads).toBe(true));
  here.clock.time += 10_000;
  await here.orders({ Medan: 11 });
  await statesBecome(here, 'Medan firing');
  here.cluster.reconnect('one');
  await here.orders({ Medan: 11, Bandung: 12 });
  await statesBecome(here, 'Medan firing', 'Bandung firing');
  // Both may write one transition at the same time; it is one all the same.
  expect(new Set((await here.recorded()).map(({ id }) => id)).size).toBe(2);
});

test('a commit that fails once after a silence does not end the evaluation for good', { timeout: testMs }, async () => {
  const here = await newWorld();
  const member = here.cluster.member('one');
  let failures = 0;
  const consume = member.consume.bind(member);
  member.consume = (...args) =>
    consume(...args).pipe(
      map((owned) => ({
        ...owned,
        commit: async (offset: number) => {
          if (failures !== 1) return owned.commit(offset);
          failures = 2;
          throw new Error('the coordinator is away');
        },
      })),
    );
  const { alerter } = await here.start('one', member);
  await until(() => expect(alerter.leads).toBe(true));
  failures = 1;
  here.clock.time += 10_000;
  await until(() => expect(failures).toBe(2));
  await until(() => expect(alerter.leads).toBe(true));
  await here.orders({ Medan: 11 });
  await statesBecome(here, 'Medan firing');
});

test(
  'what somebody who led before writes does not count; a claim that came too late is answered',
  { timeout: testMs },
  async () => {
    const here = await newWorld();
    const { alerter, told } = await here.start('one');
    await here.orders({ Medan: 11 });
    await statesBecome(here, 'Medan firing');
    const [medan] = await here.recorded();
    if (medan === undefined) throw new Error('nothing was recorded');
    const write = (record: unknown) =>
      here.log.append('alerts', [{ key: null, partition: 0, value: JSON.stringify(record) }]);
    const ghost = { ...medan, leader: 'ghost', id: 'ghost', alert: { ...medan.alert, id: 'ghost' } };
    await write(ghost);
    await write({ v: 1, kind: 'leader', leader: 'ghost', at: here.clock.time });
    here.clock.time += 1_000;
    await here.orders({ Medan: 11, Bandung: 12 });
    await statesBecome(here, 'Medan firing', 'Bandung firing');
    expect(alerter.leads).toBe(true);
    await write({ ...ghost, sequence: 2 });
    here.clock.time += 1_000;
    await here.orders({ Medan: 11, Bandung: 12, Ambon: 13 });
    await until(() =>
      expect(told.taken.map(({ alert }) => alert.group['city'])).toEqual(['Medan', 'Bandung', 'Ambon']),
    );
    expect(told.taken.map(({ id }) => id)).not.toContain('ghost');
  },
);

test('`keepFiring` goes on where the leader before was', { timeout: testMs }, async () => {
  const here = await newWorld([{ ...manyOrders, overMs: 60_000, clear: null, keepFiringMs: 60_000 }]);
  const first = await here.start('one');
  await here.orders({ Medan: 11 });
  await statesBecome(here, 'Medan firing');
  here.clock.time += 60_000;
  await here.orders({ Medan: 1 });
  const marks = async () =>
    (await readWholeTopic(here.log, 'alerts')).filter(({ record }) =>
      textOfUtf8(record.value ?? new Uint8Array()).includes('"over":{"'),
    );
  await until(async () => expect(await marks()).toHaveLength(1));
  await first.alerter.stop();
  const second = await here.start('two');
  await until(() => expect(second.alerter.leads).toBe(true));
  here.clock.time += 60_000;
  await here.orders({ Medan: 1 });
  await statesBecome(here, 'Medan resolved');
});

test('a rule that leaves the catalog ends its alerts; one that changes keeps them', { timeout: testMs }, async () => {
  const here = await newWorld();
  await here.start('one');
  await here.orders({ Medan: 11 });
  await statesBecome(here, 'Medan firing');
  await here.define([{ ...manyOrders, severity: 'critical', clear: 'value < 3' }]);
  here.clock.time += 1_000;
  await here.orders({ Medan: 11, Bandung: 20 });
  await statesBecome(here, 'Medan firing', 'Bandung firing');
  expect((await here.recorded()).map(({ alert }) => alert.severity)).toEqual(['warning', 'critical']);
  await here.define([]);
  await statesBecome(here, 'Medan resolved', 'Bandung resolved');
  expect((await here.recorded()).slice(2).map(({ cause }) => cause)).toEqual(['ruleGone', 'ruleGone']);
});

test(
  'what people did before is told to whoever takes over, what they do later as it comes',
  { timeout: testMs },
  async () => {
    const here = await newWorld();
    const acknowledge = (operation: string) =>
      here.log.append('operations', [
        {
          key: null,
          partition: 0,
          value: JSON.stringify({
            v: 1,
            kind: 'alert-acknowledge',
            operation,
            alert: 'a',
            by: 'Rina',
            via: 'cli',
            at: 1,
          }),
        },
      ]);
    await acknowledge('1');
    const { alerter, told } = await here.start('one');
    await until(() => expect(alerter.leads).toBe(true));
    expect(told.restored[0]?.operations.map(({ operation }) => operation)).toEqual(['1']);
    await acknowledge('2');
    await acknowledge('2');
    await acknowledge('3');
    await until(() => expect(told.operated).toHaveLength(2));
  },
);
