import type { Frame } from '@tidewatch/contract';
import { describe, expect, it } from 'vitest';
import { addTo, foldPartition, generationRecords, type Cells } from './oracle.ts';
import { definitionsIn, framesIn, readCells } from './reader.ts';
import { sabotages } from './sabotage.ts';
import { playSchedule, type ScheduleOptions } from './schedule.ts';
import { seededRandom } from './seeded-random.ts';
import { partitions, rules, type World } from './world.ts';

/** More on request: SIMULATION_SCHEDULES=20000 SIMULATION_SEED=1 npx vitest run --project faults test/faults/simulation */
const schedules = Number(process.env['SIMULATION_SCHEDULES'] ?? 200);
/** These take several times as long. */
const fewer = Math.ceil(schedules / 4);
const firstSeed = Number(process.env['SIMULATION_SEED'] ?? 1);
const timeout = 60_000 + schedules * 500;
const plain: ScheduleOptions = { steps: 300, changeDefinitions: false };

const play = (seed: number, options: ScheduleOptions): Promise<World> =>
  playSchedule(seededRandom(seed), options).catch((cause: unknown) => {
    throw new Error(`seed ${seed}`, { cause });
  });
const sorted = (cells: Cells) => [...cells].toSorted(([left], [right]) => (left < right ? -1 : 1));

function truth(world: World): Cells {
  const generations = generationRecords(definitionsIn(world.cluster));
  const cells: Cells = new Map();
  for (let partition = 0; partition < partitions; partition += 1) {
    for (const [key, value] of foldPartition(world.ledger[partition]!, partition, generations, rules))
      addTo(cells, key, value);
  }
  return cells;
}

function seen(world: World, options?: Parameters<typeof readCells>[2]): Cells {
  return readCells(framesIn(world.cluster), generationRecords(definitionsIn(world.cluster)), options);
}

/** Plays seeds until the check fails; answers the seed, null when it never did. */
async function firstFailure(options: ScheduleOptions, holds: (world: World) => boolean): Promise<number | null> {
  for (let seed = firstSeed; seed < firstSeed + Math.min(schedules, 200); seed += 1) {
    const world = await play(seed, options).catch(() => null);
    if (world === null || !holds(world)) return seed;
  }
  return null;
}

const equal = (left: Cells, right: Cells) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

function checkFrame(world: World, frame: Frame, seed: number): void {
  const { counters, asOf, through, partition } = frame;
  if (counters === null || asOf === null || through === null) return;
  expect(counters.read, `I10 records, seed ${seed}`).toBe(counters.skipped + counters.dead + counters.used);
  expect(counters.emitted, `I10 events, seed ${seed}`).toBe(
    counters.folded + counters.unmatched + counters.duplicate + counters.deadEvents,
  );
  const later = world.ledger[partition]!.find((entry) => entry.offset > through && entry.kind !== 'hole');
  expect(later === undefined || later.appendTime >= asOf, `I8 as-of, seed ${seed}, offset ${later?.offset}`).toBe(true);
}

describe('random schedules of crashes, zombies, lost answers and rebalances', () => {
  it(`give exactly the cells of the plain fold, ${schedules} times (I1, I2, I7, I8, I10)`, { timeout }, async () => {
    for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
      const world = await play(seed, plain);
      expect(sorted(seen(world)), `seed ${seed}`).toEqual(sorted(truth(world)));
      for (const frame of framesIn(world.cluster)) checkFrame(world, frame, seed);
    }
  });

  it(`stay exact when the definitions change on the way, ${schedules} times (I9)`, { timeout }, async () => {
    for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
      const world = await play(seed, { ...plain, changeDefinitions: true });
      expect(sorted(seen(world)), `seed ${seed}`).toEqual(sorted(truth(world)));
    }
  });

  it(
    `stay exact when definitions go back and forth and the log is folded again, ${fewer} times (I9)`,
    { timeout },
    async () => {
      for (let seed = firstSeed; seed < firstSeed + fewer; seed += 1) {
        const world = await play(seed, { ...plain, changeDefinitions: true, andAgain: true });
        expect(sorted(seen(world)), `seed ${seed}`).toEqual(sorted(truth(world)));
      }
    },
  );
});

describe('the simulation notices when a defence is gone:', () => {
  for (const [name, sabotage] of Object.entries(sabotages)) {
    it(name, { timeout }, async () => {
      expect(await firstFailure({ ...plain, sabotage }, (world) => equal(seen(world), truth(world)))).not.toBeNull();
    });
  }

  it('a reader that does not keep the highest version', { timeout }, async () => {
    expect(
      await firstFailure(plain, (world) => equal(seen(world, { keepHighest: false }), truth(world))),
    ).not.toBeNull();
  });

  it('a reader that counts every generation', { timeout }, async () => {
    const options = { ...plain, changeDefinitions: true };
    expect(
      await firstFailure(options, (world) => equal(seen(world, { obeyGenerations: false }), truth(world))),
    ).not.toBeNull();
  });
});
