import type { MemoryOperation } from '@tidewatch/adapters/memory';
import { processorGroup } from '@tidewatch/core/definitions/generations';
import type { Catalog } from '@tidewatch/contract';
import { generationRecords } from './oracle.ts';
import { definitionsIn } from './reader.ts';
import type { SeededRandom } from './seeded-random.ts';
import { firstCatalog, secondCatalog } from './small-catalogs.ts';
import { partitions, World, type Sabotage } from './world.ts';

export interface ScheduleOptions {
  readonly steps: number;
  readonly sabotage?: Sabotage;
  /** Change the definitions somewhere on the way. */
  readonly changeDefinitions: boolean;
  /** Then go back and forth between them, and have the log folded again, at any time. */
  readonly andAgain?: boolean;
}

/** The definitions that new members are started with. */
interface Chosen {
  catalog: Catalog;
  revision: number;
}

/** Plays one random schedule of faults to its end, when all that was written is processed. */
export async function playSchedule(random: SeededRandom, options: ScheduleOptions): Promise<World> {
  const world = new World(random, options.sabotage);
  const changeAt = options.changeDefinitions ? random.below(options.steps) : Number.POSITIVE_INFINITY;
  const chosen: Chosen = { catalog: firstCatalog, revision: 0 };
  world.start(chosen.catalog);
  for (let step = 0; step < options.steps; step += 1) {
    if (step === changeAt) {
      chosen.catalog = secondCatalog;
      world.start(chosen.catalog);
    }
    if (step > changeAt && options.andAgain === true) changeAgain(world, random, chosen);
    playStep(world, random, chosen);
    await world.breathe();
  }
  await finish(world, random, chosen);
  return world;
}

function changeAgain(world: World, random: SeededRandom, chosen: Chosen): void {
  const kind = random.next();
  const members = [...world.members.keys()];
  if (kind < 0.01 && members.length < 3) {
    chosen.catalog = chosen.catalog === firstCatalog ? secondCatalog : firstCatalog;
    // Without a higher revision the log keeps what it says.
    if (random.chance(0.7)) chosen.revision += 1;
    world.start(chosen.catalog, chosen.revision);
  } else if (kind < 0.02 && members.length > 0) {
    const since = random.chance(0.5) ? 0 : world.scheduler.now() - random.below(90 * 60_000);
    world.rebuild(random.pick(members), chosen.catalog, since);
  }
}

function playStep(world: World, random: SeededRandom, { catalog, revision }: Chosen): void {
  const kind = random.next();
  const members = [...world.members.keys()];
  if (kind < 0.16) world.write(1 + random.below(12));
  else if (kind < 0.26) world.scheduler.advance(random.chance(0.15) ? 20 * 60_000 : random.below(1_500));
  else if (kind < 0.275 && members.length > 0) world.crash(random.pick(members));
  else if (kind < 0.295 && members.length < 3) world.start(catalog, revision);
  else if (kind < 0.31 && members.length > 0) world.expel(random.pick(members));
  else if (kind < 0.33 && world.expelled.size > 0) world.reconnect(random.pick([...world.expelled]));
  else if (kind < 0.34) world.cluster.rebalance(groupOf(world));
  else playOperation(world, random);
}

function playOperation(world: World, random: SeededRandom): void {
  const pending = world.cluster.pending();
  if (pending.length === 0) return;
  const operation = random.pick(pending);
  const kind = random.next();
  if (kind < 0.06 && canFail(operation))
    world.cluster.fail(operation, random.chance(0.5) ? 'answer_lost' : 'not_applied');
  else if (kind < 0.12) world.cluster.hold(operation, { recordsMax: 1 + random.below(7) });
  else world.cluster.run(operation, { recordsMax: 1 + random.below(7) });
}

function canFail(operation: MemoryOperation): boolean {
  return operation.kind === 'append' || operation.kind === 'commit';
}

function groupOf(world: World): string {
  return processorGroup(Math.max(1, generationRecords(definitionsIn(world.cluster)).length), 0);
}

/** Somebody is left who works for the newest definitions, and works until everything is committed. */
async function finish(world: World, random: SeededRandom, { catalog, revision }: Chosen): Promise<void> {
  for (const name of world.expelled) world.reconnect(name);
  if (random.chance(0.5)) for (const name of world.members.keys()) world.crash(name);
  // Two that start at once may write their definitions in either order: the last one is in force.
  world.start(generationRecords(definitionsIn(world.cluster)).at(-1)?.catalog ?? catalog, revision);
  // Coarse grains follow within five seconds of the commit.
  let roundsLeft = 8;
  for (let round = 0; round < 400 && roundsLeft > 0; round += 1) {
    await workOn(world);
    if (world.failures.length > 0) throw world.failures[0];
    const isInForce = generationRecords(definitionsIn(world.cluster)).at(-1)?.counts === true;
    if (isInForce && (await everythingCommitted(world))) roundsLeft -= 1;
  }
  if (roundsLeft > 0) throw new Error('the schedule did not come to rest');
}

/** Everything that can run runs, and a little more than a second goes by. */
async function workOn(world: World): Promise<void> {
  await world.cluster.settle();
  for (const operation of world.cluster.pending()) if (operation.idle) world.cluster.run(operation);
  await world.breathe();
  world.scheduler.advance(1_100);
  await world.breathe();
}

async function everythingCommitted(world: World): Promise<boolean> {
  const observer = world.cluster.member('observer');
  const answer = observer.committed(groupOf(world), 'events');
  await world.cluster.settle();
  const committed = await answer;
  return Array.from({ length: partitions }, (_, partition) => partition).every(
    (partition) => (committed.get(partition) ?? 0) >= (world.ledger[partition]?.length ?? 0),
  );
}
