import { EMPTY, NEVER } from 'rxjs';
import { settingsSchema, type Catalog } from '@tidewatch/contract';
import { generationHash } from '@tidewatch/core/catalog/generation-hash';
import { definitionsOf, type Definitions } from '@tidewatch/core/definitions/generations';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { expect, test } from 'vitest';
import { FoldedGenerations } from './folded-generations.ts';
import { Operators } from './tell-operators.ts';

const nothing = { dashboards: [], receivers: [], routes: [], inhibitions: [], muteTimings: [], rules: [] };
const catalog: Catalog = { events: [], sources: [], metrics: [], formulas: [], ...nothing };

const inForce = (hash: string): Definitions =>
  definitionsOf([{ v: 1, kind: 'generation', hash, revision: 0, from: {}, catalog, at: 0 }]);

/** Over an empty log, that a test lets answer. */
function foldedGenerations() {
  const { promise: answered, resolve: answer } = Promise.withResolvers<[]>();
  const log: EventLog = {
    createTopics: async () => {},
    describeTopic: async () => null,
    append: async () => new Map(),
    consume: () => NEVER,
    committed: async () => new Map(),
    tail: () => EMPTY,
    offsets: () => answered,
    close: async () => {},
  };
  const failures: unknown[] = [];
  const folded = new FoldedGenerations({
    log,
    settings: settingsSchema.parse({}).processor,
    telemetry: noTelemetry,
    operators: new Operators(log, noTelemetry, () => 0),
    process: 'test',
    onFailure: (error) => failures.push(error),
  });
  return { folded, failures, answer: () => answer([]) };
}

test('it says why the generation in force is not folded, until it is', async () => {
  const { folded, failures, answer } = foldedGenerations();
  expect(folded.unready).toEqual(['the definitions are being read']);
  folded.follow(inForce(generationHash(catalog)));
  expect(folded.unready).toEqual(['generation 1 is not being folded yet']);
  answer();
  await expect.poll(() => folded.unready).toEqual([]);
  expect(failures).toEqual([]);
  folded.stop();
});

test('a generation that another program has to fold is not its work, and it says so', () => {
  const { folded } = foldedGenerations();
  folded.follow(inForce('of another program'));
  expect(folded.unready).toEqual(['generation 1 is folded in another way than by this program: update it']);
});
