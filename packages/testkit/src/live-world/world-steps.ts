import fc from 'fast-check';
import { inputPartitions, minuteMs, worldStartMs, type RollupsWorld, type WorldEvent } from './rollups-world.ts';
import { settle, type Running } from './start-view.ts';

const event = fc.record({
  time: fc.integer({ min: -170, max: 30 }).map((minutes) => worldStartMs + minutes * minuteMs),
  merchant: fc.constantFrom('m1', 'm2', 'm3'),
  city: fc.constantFrom('c1', 'c2'),
  amount: fc.integer({ min: 0, max: 5 }),
}) satisfies fc.Arbitrary<WorldEvent>;
const partition = fc.integer({ min: 0, max: inputPartitions - 1 });
const rollupsPartition = fc.integer({ min: 0, max: 1 });
const share = fc.double({ min: 0.1, max: 1, noNaN: true });

/** Something that happens; tells when the view has to be started again. */
export type Step = (world: RollupsWorld, running: Running) => Promise<'restart' | undefined> | 'restart' | undefined;

function named(weight: number, name: string, arbitrary: fc.Arbitrary<Step>) {
  return { weight, arbitrary: arbitrary.map((run) => ({ name, run })) };
}

/** A step that only changes the world. */
function act(change: (world: RollupsWorld) => void): Step {
  return (world) => {
    change(world);
    return undefined;
  };
}

/** What may happen to the log, the store, the indexer and the view. */
export const worldStep = fc.oneof(
  named(
    6,
    'events arrive',
    fc.tuple(partition, fc.array(event, { minLength: 1, maxLength: 5 })).map(([p, events]) =>
      act((world) => {
        world.arrive(p, events);
        world.publish(p);
      }),
    ),
  ),
  named(
    3,
    'a slice ends',
    partition.map((p) => act((world) => world.seal(p))),
  ),
  named(
    2,
    'an owner of yesterday publishes',
    fc
      .tuple(partition, fc.integer({ min: 0, max: 3 }), share, fc.integer({ min: 0, max: 1 }))
      .map(([p, back, part, older]) => act((world) => world.haunt(p, back, part, older))),
  ),
  named(
    4,
    'the indexer writes',
    fc
      .tuple(rollupsPartition, fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 1, 0.5, 0))
      .map(([p, frames, commit]) => act((world) => world.index(p, frames, commit))),
  ),
  named(
    1,
    'the indexer dies in a write',
    fc
      .tuple(rollupsPartition, fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 }))
      .map(([p, picks]) => act((world) => world.tear(p, picks))),
  ),
  named(1, 'the log breaks off', fc.constant(act((world) => world.log.breakTails()))),
  named(
    1,
    'the store goes away or comes back',
    fc.constant(
      act((world) => {
        world.store.away = !world.store.away;
      }),
    ),
  ),
  named(
    1,
    'the indexer restarts',
    rollupsPartition.map((p) => act((world) => world.restartIndexer(p))),
  ),
  named(1, 'the store is lost', fc.constant(act((world) => world.loseStore()))),
  named(
    3,
    'time passes',
    fc.constantFrom(500, 2_000, 5_000, 70_000).map((ms): Step => async (world, running) => {
      world.now += ms;
      await running.turn(ms);
      return undefined;
    }),
  ),
  named(
    1,
    'the view restarts',
    fc.constant<Step>(() => 'restart'),
  ),
  named(
    1,
    'a generation begins',
    fc.integer({ min: 0, max: 2 }).map((back): Step => async (world) => {
      world.newGeneration(back);
      await settle();
      return undefined;
    }),
  ),
);
